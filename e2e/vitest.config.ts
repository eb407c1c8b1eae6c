import { defineConfig } from 'vitest/config'

// Whole grids on two cores: one file at a time; the limits only end what hangs.
export default defineConfig({
  test: { fileParallelism: false, testTimeout: 600_000, hookTimeout: 600_000 },
})
