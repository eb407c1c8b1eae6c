import { defineConfig } from 'vitest/config'

// Tests start processes of their own: on a busy machine each takes seconds.
export default defineConfig({ test: { testTimeout: 60_000 } })
