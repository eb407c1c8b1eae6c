import { createRequire } from 'node:module'
import { defineConfig } from 'hardhat/config'

/** The compiler comes with npm, so that a build downloads nothing. */
const soljson = createRequire(import.meta.url).resolve('solc/soljson.js')

export default defineConfig({
  solidity: {
    version: '0.8.37',
    path: soljson,
    settings: { optimizer: { enabled: true, runs: 10_000 }, evmVersion: 'cancun' },
  },
  paths: { sources: './src', tests: { solidity: './test' } },
  test: {
    solidity: {
      fsPermissions: { readDirectory: ['../../vectors'] },
      fuzz: { runs: 1_000, seed: '0x70756d617369' },
      invariant: { runs: 64, depth: 64, failOnRevert: true },
    },
  },
})
