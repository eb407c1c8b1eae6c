/**
 * Builds the console into `dist/`: static files for the coordinator's own origin.
 *
 * The page must work under `script-src 'self'`, so nothing is inlined into the HTML.
 */
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import type { Plugin } from 'vite'

/** Rooms whose modules only declare: what is not imported by name stays out of the bundle. */
const declarative = /\/packages\/(domain|engine|proof|protocol|rules|sandbox)\/src\//

/** Puts `.br` and `.gz` beside each text file, so that the coordinator never compresses. */
const quality = { [constants.BROTLI_PARAM_QUALITY]: 9 } // 11 takes far longer for 8 % less
const compress: Plugin = {
  name: 'compress',
  apply: 'build',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      for (const [fileName, file] of Object.entries(bundle)) {
        const source = file.type === 'chunk' ? file.code : file.source
        this.emitFile({
          type: 'asset',
          fileName: `${fileName}.br`,
          source: brotliCompressSync(source, { params: quality }),
        })
        this.emitFile({
          type: 'asset',
          fileName: `${fileName}.gz`,
          source: gzipSync(source, { level: 9 }),
        })
      }
    },
  },
}

export default defineConfig({
  plugins: [react(), compress],
  build: {
    target: 'es2023',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      treeshake: { moduleSideEffects: (id) => !declarative.test(id) },
    },
  },
  // Programs of strangers run in one script, another asks chains: the coordinator gives each folder
  // a policy of its own.
  worker: {
    format: 'es',
    rolldownOptions: {
      output: {
        entryFileNames: ({ name }) =>
          `${name === 'chain-thread' ? 'chain' : 'sandbox'}/[name]-[hash].js`,
        chunkFileNames: 'sandbox/[name]-[hash].js',
      },
    },
  },
  server: { proxy: { '/trpc': 'http://127.0.0.1:4600' } },
})
