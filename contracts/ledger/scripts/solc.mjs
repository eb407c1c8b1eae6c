#!/usr/bin/env node
/** The npm compiler behind the command line that forge expects of a native one. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const solc = require('solc')

if (process.argv.includes('--version')) {
  const version = solc.version().replace('.Emscripten.clang', '.Linux.g++')
  process.stdout.write(`solc, the solidity compiler commandline interface\nVersion: ${version}\n`)
} else {
  let input = ''
  for await (const chunk of process.stdin) input += String(chunk)
  // A native compiler reads what it was not given; this one asks.
  const read = (path) => ({ contents: readFileSync(path, 'utf8') })
  process.stdout.write(solc.compile(input, { import: read }))
}
