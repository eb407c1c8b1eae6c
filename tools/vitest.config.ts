import { defineConfig } from 'vitest/config'

// The limits only end what hangs: machines have other work.
export default defineConfig({ test: { testTimeout: 60_000, hookTimeout: 60_000 } })
