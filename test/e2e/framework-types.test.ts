import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { frameworkFiles } from '../../scripts/frameworks/write-frameworks.ts';
import { readElements } from '../../scripts/manifest/manifest.ts';
import { root, toolScript } from '../../scripts/repository.ts';

const elementsPackage = join(root, 'packages/elements');

/** The project of an application that takes the elements from npm, with strict checks. */
const compilerOptions = {
  target: 'ES2022',
  module: 'ESNext',
  moduleResolution: 'Bundler',
  lib: ['ES2024', 'DOM', 'DOM.Iterable'],
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  noEmit: true,
};

/** Type-checks some files as an application of their own. Returns what the checker says. */
function check(
  name: string,
  files: Readonly<Record<string, string>>,
  checker: readonly string[],
  options: object = {},
): string {
  const folder = join(root, '.cache/consumers', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { ...compilerOptions, types: [], ...options }, include: ['.'] }),
  );
  const { stdout, stderr } = spawnSync(process.execPath, checker, { cwd: folder, encoding: 'utf8' });
  return stdout + stderr;
}

describe('what frameworks and editors are told of the elements', () => {
  test('is in step with the manifest', () => {
    const elements = readElements(join(elementsPackage, 'custom-elements.json'));
    const { version } = JSON.parse(readFileSync(join(elementsPackage, 'package.json'), 'utf8')) as {
      version: string;
    };
    const expected = frameworkFiles(elements, version);
    const folder = join(elementsPackage, 'frameworks');
    assert.deepEqual(readdirSync(folder).sort(), [...expected.keys()].sort());
    for (const [name, text] of expected) assert.equal(readFileSync(join(folder, name), 'utf8'), text, name);
  });

  test('lets React check tags, properties and events', () => {
    const output = check(
      'react',
      {
        'right.tsx': `import '@fechatter/elements/define/fe-chat.js';
import type {} from '@fechatter/elements/react';
import { useRef } from 'react';
export function Right() {
  const chat = useRef<HTMLElementTagNameMap['fe-chat']>(null);
  return (
    <fe-chat
      ref={chat}
      key="chat"
      className="chat"
      server="https://chat.example.com"
      token-url="/chat-token"
      token={async () => 'token'}
      theme="dark"
      onfe-before-send={(event) => {
        event.detail.text = event.detail.text.trim();
        event.preventDefault();
      }}
      onfe-send={({ detail }) => console.log(detail.channelId.toUpperCase())}
    >
      <button slot="header">Call</button>
    </fe-chat>
  );
}
`,
        'wrong.tsx': `import type {} from '@fechatter/elements/react';
export const wrong = [
  // @ts-expect-error A theme that there is not.
  <fe-chat key="1" theme="pink" />,
  // @ts-expect-error A property that there is not.
  <fe-chat key="2" serverAddress="https://chat.example.com" />,
  // @ts-expect-error A token is given by a function.
  <fe-chat key="3" token="token" />,
  // @ts-expect-error An event has no such detail.
  <fe-chat key="4" onfe-send={({ detail }) => console.log(detail.subject)} />,
  // @ts-expect-error A tag that there is not.
  <fe-chatter key="5" />,
];
`,
      },
      [toolScript('typescript', 'tsc')],
      { jsx: 'react-jsx' },
    );
    assert.equal(output, '');
  });

  test('lets Vue check tags, properties and events', () => {
    const output = check(
      'vue',
      {
        'Right.vue': `<script setup lang="ts">
import '@fechatter/elements/define/fe-chat.js';
import type {} from '@fechatter/elements/vue';
// In a plain attribute vue-tsc 3.3.14 takes the slashes for a comment, and loses the types of the listeners.
const server = 'https://chat.example.com';
const token = async (): Promise<string> => 'token';
</script>
<template>
  <fe-chat
    class="chat"
    :server="server"
    token-url="/chat-token"
    :token="token"
    theme="dark"
    @fe-before-send="(event) => { event.detail.text = event.detail.text.trim(); event.preventDefault(); }"
    @fe-send="({ detail }) => console.log(detail.channelId.toUpperCase())"
  >
    <button slot="header">Call</button>
  </fe-chat>
</template>
`,
        'Wrong.vue': `<script setup lang="ts">
import type {} from '@fechatter/elements/vue';
</script>
<template>
  <!-- @vue-expect-error A theme that there is not. -->
  <fe-chat theme="pink" />
  <!-- @vue-expect-error A token is given by a function. -->
  <fe-chat :token="'token'" />
  <!-- @vue-expect-error An event has no such detail. -->
  <fe-chat @fe-send="({ detail }) => console.log(detail.subject)" />
</template>
`,
      },
      [toolScript('vue-tsc')],
    );
    assert.equal(output, '');
  });

  test('lets Svelte check tags, properties and events', () => {
    const output = check(
      'svelte',
      {
        'Right.svelte': `<script lang="ts">
  import '@fechatter/elements/define/fe-chat.js';
  import type {} from '@fechatter/elements/svelte';
</script>

<fe-chat
  class="chat"
  server="https://chat.example.com"
  token-url="/chat-token"
  token={async () => 'token'}
  theme="dark"
  onfe-before-send={(event) => {
    event.detail.text = event.detail.text.trim();
    event.preventDefault();
  }}
  onfe-send={({ detail }) => console.log(detail.channelId.toUpperCase())}
>
  <button slot="header">Call</button>
</fe-chat>
`,
        'Wrong.svelte': `<script lang="ts">
  import type {} from '@fechatter/elements/svelte';
</script>

<fe-chat theme="pink"></fe-chat>
<fe-chat serverAddress="https://chat.example.com"></fe-chat>
<fe-chat token="token"></fe-chat>
<fe-chat onfe-send={({ detail }) => console.log(detail.subject)}></fe-chat>
`,
      },
      [toolScript('svelte-check'), '--output', 'machine', '--no-color'],
    );
    const errors = [...output.matchAll(/ERROR "([^"]+)" (\d+):/g)].map(([, file, line]) => `${file}:${line}`);
    assert.deepEqual(
      errors,
      ['Wrong.svelte:5', 'Wrong.svelte:6', 'Wrong.svelte:7', 'Wrong.svelte:8'],
      output,
    );
  });
});
