import { eventTypes } from './scripts/manifest/event-types.mjs';

export default {
  globs: ['packages/elements/src/**/*.ts'],
  exclude: ['**/*.test.ts'],
  outdir: 'packages/elements',
  litelement: true,
  packagejson: false,
  plugins: [eventTypes()],
};
