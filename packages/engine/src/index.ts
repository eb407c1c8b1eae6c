export * from './ports/executor.ts'
