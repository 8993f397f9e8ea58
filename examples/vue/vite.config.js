import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

export default defineConfig({
  build: { target: 'es2022' },
  plugins: [
    // Tags that are no components of Vue's, but elements that the browser knows.
    vue({ template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith('fe-') } } }),
  ],
});
