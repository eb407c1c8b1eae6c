import { defineConfig } from 'vitest/config'

// An answer without end is read to its bound, which a busy machine takes its time for.
export default defineConfig({ test: { testTimeout: 60_000 } })
