import { defineConfig } from 'vitest/config'

// Whole grids run in moments, on a busy machine in many seconds.
export default defineConfig({ test: { testTimeout: 120_000, hookTimeout: 120_000 } })
