import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { licenceOf } from '../third-party-licences.ts';

const path = fileURLToPath(import.meta.resolve('marked'));

/** Marked and its licence, which goes wherever the lexer goes. */
export const lexerLicence = (): string => licenceOf(dirname(dirname(path)));

/**
 * The source of a module that exports the `Lexer` of marked and holds only what that needs: a third less to load, since
 * the elements never turn tokens into HTML. Marked makes an instance of its whole self when it is loaded, so that no
 * bundler may leave out the rest. Nor does anybody write the first dialect of Markdown any more, for which marked has
 * the option `pedantic`: it is never on here, and its rules are left out.
 */
export function lexerAlone(): string {
  const program = ts.createProgram([path], { allowJs: true, noLib: true, noResolve: true });
  const file = program.getSourceFile(path);
  const lexer = file?.statements.find((each) => ts.isClassDeclaration(each) && each.name?.text === '_Lexer');
  const [licence] = ts.getLeadingCommentRanges(file?.text ?? '', 0) ?? [];
  if (file === undefined || lexer === undefined || licence === undefined)
    throw new Error('marked is built in another way by now: look at its module.');
  const needed = neededBy(lexer, file, program.getTypeChecker());
  const statements = file.statements
    .filter((each) => needed.has(each) && !/^\w+\.pedantic = /.test(each.getText(file)))
    .map((each) => each.getText(file).replaceAll('this.options.pedantic', 'false'));
  return [file.text.slice(licence.pos, licence.end), ...statements, 'export { _Lexer as Lexer };\n'].join(
    '\n',
  );
}

/** The statements of a module without which one of them does not work. */
function neededBy(
  first: ts.Statement,
  file: ts.SourceFile,
  checker: ts.TypeChecker,
): ReadonlySet<ts.Statement> {
  const origins = (node: ts.Node): ts.Statement[] =>
    (checker.getSymbolAtLocation(node)?.declarations ?? []).flatMap(
      (declaration) =>
        file.statements.find((each) => each.pos <= declaration.pos && declaration.end <= each.end) ?? [],
    );
  const needed = new Set([first]);
  // What is come to on the way is gone through, too: `rules.text = ...` is needed by whoever needs `rules`.
  for (const statement of needed) {
    const visit = (node: ts.Node): void => {
      if (ts.isIdentifier(node)) for (const origin of origins(node)) needed.add(origin);
      ts.forEachChild(node, visit);
    };
    visit(statement);
    for (const each of file.statements) {
      const target = assigned(each);
      if (target !== null && origins(target).includes(statement)) needed.add(each);
    }
  }
  return needed;
}

/** To what a statement gives a member: `rules` in `rules.text = ...`. */
function assigned(statement: ts.Statement): ts.Expression | null {
  if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return null;
  let target = statement.expression.left;
  while (ts.isPropertyAccessExpression(target)) target = target.expression;
  return target;
}
