import { toolScript } from '../../../scripts/repository.ts';
import { describeFrameworkExample } from '../../../test/e2e/framework-example.ts';

describeFrameworkExample('React', {
  folder: 'react',
  build: [[toolScript('typescript', 'tsc')], [toolScript('vite'), 'build', '--mode', 'development']],
  // StrictMode mounts everything twice, but only where React is built for development.
  environment: { NODE_ENV: 'development' },
});
