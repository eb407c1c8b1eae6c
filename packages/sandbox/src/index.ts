/** The sandbox in Node; the browser's executor is `@pumasi/sandbox/browser`. */
export { createNodeExecutor, type NodeExecutorOptions } from './executor/node.ts'
export {
  addedExports,
  instrument,
  REWRITER_VERSION,
  type Instrumented,
  type InstrumentOptions,
} from './rewriter/index.ts'
