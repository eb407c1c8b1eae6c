import { defineConfig } from 'vitest/config'

// A database and a chain boot in seconds, on a busy machine in tens of them.
export default defineConfig({ test: { testTimeout: 60_000, hookTimeout: 120_000 } })
