import { join } from 'node:path';
import { defineConfig } from 'vite';

/** The stage that `npm run dashboard:dev` speaks to. */
const stage = process.env.TOUCHPOINT_ENDPOINT ?? 'http://127.0.0.1:3000';

export default defineConfig({
  root: import.meta.dirname,
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false }, // every browser of the target has it
    chunkSizeWarningLimit: 700,
    reportCompressedSize: false,
    // Libraries mark their files for servers that render React; here nothing does.
    rolldownOptions: {
      input: ['index.html', 'message-frame.html'].map((page) => join(import.meta.dirname, page)),
      onLog: (level, log, tell) => log.code === 'MODULE_LEVEL_DIRECTIVE' || tell(level, log),
    },
  },
  // Everything that is not a file of the page's own is the stage's.
  server: {
    proxy: {
      '^/(?!src/|node_modules/|@|icon\\.svg|index\\.html|message-frame\\.html|$)': {
        target: stage,
        changeOrigin: true,
      },
    },
  },
});
