// npm run check -- api     compares what the packages export with their committed reports
// npm run api              writes the reports anew
//
// A report is a list of all that a package's entry exports, in the words of its types. It is committed, so that a
// change of what others build on is seen in review. API Extractor, the usual tool, brings a TypeScript of its own
// that is older than ours (docs/decisions/api-reports.md).
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { exists, root } from './repository.ts';

const entries = [
  {
    entry: 'packages/protocol/src/index.ts',
    report: 'packages/protocol/api/protocol.api.md',
    name: '@fechatter/protocol',
  },
  {
    entry: 'packages/client-sdk/src/index.ts',
    report: 'packages/client-sdk/api/client-sdk.api.md',
    name: '@fechatter/client-sdk',
  },
  {
    entry: 'packages/client-sdk/src/testing/index.ts',
    report: 'packages/client-sdk/api/testing.api.md',
    name: '@fechatter/client-sdk/testing',
  },
] as const;

/** A class with more public methods than this does more than one thing. */
const MOST_METHODS = 12;
/** Classes that have more, and must not grow. */
const larger: Readonly<Record<string, number>> = { ChannelTimeline: 21, ChannelAdministration: 13 };

const update = process.argv.includes('--update');
const base = ts.readConfigFile(join(root, 'packages/client-sdk/tsconfig.json'), (file) =>
  readFileSync(file, 'utf8'),
);
const { options } = ts.parseJsonConfigFileContent(base.config, ts.sys, join(root, 'packages/client-sdk'));
const program = ts.createProgram(
  entries.map(({ entry }) => join(root, entry)),
  {
    ...options,
    composite: false,
    incremental: false,
    noEmit: true,
    rewriteRelativeImportExtensions: false,
    allowImportingTsExtensions: true,
  },
);
const checker = program.getTypeChecker();
const printer = ts.createPrinter({ removeComments: true, newLine: ts.NewLineKind.LineFeed });
/** Types as they are written out: whole, each member on a line. */
const wide: ts.NodeBuilderFlags =
  ts.NodeBuilderFlags.NoTruncation |
  ts.NodeBuilderFlags.InTypeAlias |
  ts.NodeBuilderFlags.MultilineObjectLiterals |
  ts.NodeBuilderFlags.UseAliasDefinedOutsideCurrentScope;
let failed = false;

for (const { entry, report, name } of entries) {
  const text = reportOf(join(root, entry), name);
  const before = exists(report) ? readFileSync(join(root, report), 'utf8') : '';
  if (text === before) continue;
  if (update) {
    mkdirSync(dirname(join(root, report)), { recursive: true });
    writeFileSync(join(root, report), text);
    console.log(`written ${report}`);
  } else {
    failed = true;
    console.log(`${report} is out of step: look at what has changed, and run \`npm run api\`.`);
    console.log(difference(before, text));
  }
}
for (const file of program.getSourceFiles())
  if (file.fileName.includes('packages/client-sdk/src/')) ts.forEachChild(file, countMethods);
if (failed) process.exitCode = 1;

/** All exports of an entry, by name. */
function reportOf(file: string, name: string): string {
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${file} is no module`);
  const all = checker
    .getExportsOfModule(module)
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
    .filter((symbol) => symbol.name !== 'unknown')
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const own = all.map(declarationOf).filter((text) => text !== '');
  return `# ${name}\n\nAll that this entry exports. Written by \`npm run api\`.\n\n\`\`\`ts\n${own.join('\n\n')}\n\`\`\`\n`;
}

function declarationOf(symbol: ts.Symbol): string {
  return (symbol.declarations ?? [])
    .map((declaration) => describe(symbol, declaration))
    .filter((text) => text !== '')
    .join('\n');
}

function describe(symbol: ts.Symbol, node: ts.Declaration): string {
  const source = node.getSourceFile();
  const print = (part: ts.Node): string => printer.printNode(ts.EmitHint.Unspecified, part, source);
  if (ts.isTypeAliasDeclaration(node)) {
    const parameters =
      node.typeParameters === undefined ? '' : `<${node.typeParameters.map(print).join(', ')}>`;
    // What is computed from a schema is told as what it comes to.
    const type = parameters === '' ? written(checker.getTypeAtLocation(node), node) : print(node.type);
    return `type ${symbol.name}${parameters} = ${type};`;
  }
  if (ts.isInterfaceDeclaration(node)) return print(node).replace(/^export /, '');
  if (ts.isClassDeclaration(node)) {
    const heritage = node.heritageClauses?.map(print).join(' ') ?? '';
    const members = node.members.filter(isPublic).map((member) => `    ${memberOf(member, print)}`);
    return `class ${symbol.name}${heritage === '' ? '' : ` ${heritage.trim()}`} {\n${members.join('\n')}\n}`;
  }
  if (ts.isFunctionDeclaration(node)) return `function ${symbol.name}${signature(node)};`;
  return `const ${symbol.name}: ${written(checker.getTypeOfSymbolAtLocation(symbol, node), node)};`;
}

/** A type in words that are the same whatever the order in which the compiler came to know its parts. */
function written(type: ts.Type, at: ts.Node): string {
  const node = checker.typeToTypeNode(type, at, wide);
  if (node === undefined) return 'unknown';
  const file = at.getSourceFile();
  const textOf = (part: ts.Node): string => printer.printNode(ts.EmitHint.Unspecified, part, file);
  const { transformed } = ts.transform(node, [
    (context) => (whole) => {
      const visit = (part: ts.Node): ts.Node => {
        const visited = ts.visitEachChild(part, visit, context);
        return ts.isUnionTypeNode(visited)
          ? ts.factory.createUnionTypeNode(visited.types.toSorted((a, b) => (textOf(a) < textOf(b) ? -1 : 1)))
          : visited;
      };
      return ts.visitNode(whole, visit, ts.isTypeNode);
    },
  ]);
  return textOf(transformed[0] ?? node).replace(/import\("[^"]*"\)\./g, '');
}

function signature(node: ts.SignatureDeclaration): string {
  const found = checker.getSignatureFromDeclaration(node);
  return found === undefined ? '()' : checker.signatureToString(found, node, ts.TypeFormatFlags.NoTruncation);
}

function memberOf(member: ts.ClassElement, print: (node: ts.Node) => string): string {
  const name = member.name === undefined ? '' : print(member.name);
  const isStatic =
    ts.canHaveModifiers(member) && member.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword);
  const start = isStatic === true ? 'static ' : '';
  if (ts.isConstructorDeclaration(member)) return `constructor${signature(member).replace(/: [^:]*$/, '')};`;
  if (ts.isMethodDeclaration(member)) return `${start}${name}${signature(member)};`;
  const type = checker.typeToString(
    checker.getTypeAtLocation(member),
    member,
    ts.TypeFormatFlags.NoTruncation,
  );
  if (ts.isSetAccessorDeclaration(member)) return `set ${name}(value: ${type});`;
  const isReadonly =
    ts.isGetAccessorDeclaration(member) ||
    (ts.canHaveModifiers(member) &&
      member.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ReadonlyKeyword));
  return `${start}${isReadonly === true ? 'readonly ' : ''}${name}: ${type};`;
}

function isPublic(member: ts.ClassElement): boolean {
  const isInternal = ts.getJSDocTags(member).some(({ tagName }) => tagName.text === 'internal');
  return (
    !isInternal &&
    !(member.name !== undefined && ts.isPrivateIdentifier(member.name)) &&
    !ts.isSemicolonClassElement(member)
  );
}

/** Tells of classes that do too much. */
function countMethods(node: ts.Node): void {
  if (!ts.isClassDeclaration(node)) return;
  const methods = node.members.filter((member) => ts.isMethodDeclaration(member) && isPublic(member));
  const name = node.name?.text ?? 'A class';
  const most = larger[name] ?? MOST_METHODS;
  if (methods.length <= most) return;
  failed = true;
  console.log(`${name} has ${methods.length} public methods, and ${most} at most are one thing.`);
}

/** The lines that came and went. */
function difference(before: string, after: string): string {
  const [old, now] = [new Set(before.split('\n')), new Set(after.split('\n'))];
  return [
    ...[...old].filter((line) => !now.has(line)).map((line) => `- ${line}`),
    ...[...now].filter((line) => !old.has(line)).map((line) => `+ ${line}`),
  ]
    .slice(0, 40)
    .join('\n');
}
