import { createRequire } from 'node:module'
import hardhatIgnition from '@nomicfoundation/hardhat-ignition-ethers'
import { configVariable, defineConfig } from 'hardhat/config'

/** The compiler comes with npm, so that a build downloads nothing. */
const soljson = createRequire(import.meta.url).resolve('solc/soljson.js')

export default defineConfig({
  plugins: [hardhatIgnition],
  solidity: {
    version: '0.8.37',
    path: soljson,
    settings: { optimizer: { enabled: true, runs: 1_000_000 }, evmVersion: 'cancun' },
  },
  paths: { sources: './src', tests: { solidity: './test' } },
  networks: {
    // Where `ignition deploy --network chain` goes.
    chain: {
      type: 'http',
      url: configVariable('PUMASI_RPC_URL'),
      accounts: [configVariable('PUMASI_DEPLOYER_KEY')],
    },
  },
  test: {
    solidity: {
      fsPermissions: { readDirectory: ['../../vectors'] },
      fuzz: { runs: 1_000, seed: '0x70756d617369' },
      invariant: { runs: 64, depth: 64, failOnRevert: true },
    },
  },
})
