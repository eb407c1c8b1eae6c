/** The sandbox in a browser tab. */
export { createBrowserExecutor, type BrowserExecutorOptions } from './executor/browser.ts'
export {
  addedExports,
  instrument,
  REWRITER_VERSION,
  type Instrumented,
  type InstrumentOptions,
} from './rewriter/index.ts'
