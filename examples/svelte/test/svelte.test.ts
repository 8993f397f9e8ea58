import { toolScript } from '../../../scripts/repository.ts';
import { describeFrameworkExample } from '../../../test/e2e/framework-example.ts';

describeFrameworkExample('Svelte', {
  folder: 'svelte',
  build: [
    [toolScript('svelte-check'), '--fail-on-warnings'],
    [toolScript('vite'), 'build'],
  ],
});
