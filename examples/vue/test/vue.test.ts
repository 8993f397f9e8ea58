import { toolScript } from '../../../scripts/repository.ts';
import { describeFrameworkExample } from '../../../test/e2e/framework-example.ts';

describeFrameworkExample('Vue', {
  folder: 'vue',
  build: [[toolScript('vue-tsc')], [toolScript('vite'), 'build']],
});
