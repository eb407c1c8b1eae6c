export * from './ports/executor.ts'
export * from './ports/ledger.ts'
