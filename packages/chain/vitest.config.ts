import { defineConfig } from 'vitest/config'

// A real chain for each test, on machines that have other work; the limits only end what hangs.
export default defineConfig({ test: { testTimeout: 120_000, hookTimeout: 120_000 } })
