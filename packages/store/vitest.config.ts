import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    globalSetup: ['src/testing/postgres.ts'],
    // A database boots in seconds, on a busy machine in tens of them.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
