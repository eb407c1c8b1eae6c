import { defineConfig } from 'vitest/config'

// Children and servers start in moments, on a busy machine in seconds.
export default defineConfig({ test: { testTimeout: 60_000, hookTimeout: 60_000 } })
