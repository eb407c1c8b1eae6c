/**
 * The floor plan: which rooms there are, what each is for, and who may import whom.
 *
 * This table is the only source. Lint reads it (`lint.ts`), a test holds it against every
 * package.json and every import (`plan.test.ts`), and `docs/floor-plan.md` is printed from it.
 */
export interface Room {
  /** The short name; the package is `@pumasi/NAME`. */
  readonly name: string
  readonly folder: string
  /** Imports go strictly downward; floor 5 holds the apps, which nothing imports. */
  readonly floor: 0 | 1 | 2 | 3 | 4 | 5
  readonly responsibility: string
  readonly mayImport: readonly string[]
  /** Rooms that only its tests may import. */
  readonly testsMayImport?: readonly string[]
  /** Pure rooms know no clock, no chance, no locale, no Node: these come in through ports. */
  readonly pure?: true
}

export const appFloor = 5

export const rooms: readonly Room[] = [
  {
    name: 'domain',
    folder: 'packages/domain',
    floor: 0,
    responsibility: 'nouns, branded ids, units, canonical bytes, errors, `invariant`',
    mayImport: [],
    pure: true,
  },
  {
    name: 'proof',
    folder: 'packages/proof',
    floor: 1,
    responsibility:
      'what a sceptic needs: receipt, EIP-712 data, leaf, Merkle tree and their verification',
    mayImport: ['domain'],
    pure: true,
  },
  {
    name: 'rules',
    folder: 'packages/rules',
    floor: 2,
    responsibility: 'what may happen next (`lifecycle/`) and what is believed (`policy/`)',
    mayImport: ['domain', 'proof'],
    pure: true,
  },
  {
    name: 'protocol',
    folder: 'packages/protocol',
    floor: 2,
    responsibility: 'the wire: schemas, tRPC router skeleton, client factory, versions',
    mayImport: ['domain', 'proof'],
  },
  {
    name: 'ledger',
    folder: 'contracts/ledger',
    floor: 2,
    responsibility: 'Solidity: commit batches, verify inclusion, credit views',
    mayImport: [],
    testsMayImport: ['domain', 'proof'],
  },
  {
    name: 'engine',
    folder: 'packages/engine',
    floor: 3,
    responsibility: 'use cases of coordinator, worker and auditor, and the ports they need',
    mayImport: ['domain', 'proof', 'rules'],
    pure: true,
  },
  {
    name: 'store',
    folder: 'packages/store',
    floor: 4,
    responsibility: '`JobStore` on Postgres or embedded PGlite, `BlobStore` by digest',
    mayImport: ['domain', 'engine'],
    testsMayImport: ['proof', 'rules'],
  },
  {
    name: 'sandbox',
    folder: 'packages/sandbox',
    floor: 4,
    responsibility: '`Executor`: check, meter and run a WebAssembly module deterministically',
    mayImport: ['domain', 'engine'],
  },
  {
    name: 'chain',
    folder: 'packages/chain',
    floor: 4,
    responsibility: '`Ledger`: commit, watch finality, read back; a local chain',
    mayImport: ['domain', 'proof', 'engine', 'ledger'],
  },
  {
    name: 'daemon',
    folder: 'packages/daemon',
    floor: 4,
    responsibility:
      'what a process needs of its machine: settings from its owner, secrets in files',
    mayImport: ['domain'],
  },
  {
    name: 'simulator',
    folder: 'packages/simulator',
    floor: 4,
    responsibility: 'a whole grid in one thread from one seed, with liars and churn',
    mayImport: ['domain', 'proof', 'rules'],
    pure: true,
  },
  {
    name: 'programs',
    folder: 'packages/programs',
    floor: 4,
    responsibility: 'the science programs: sources, planners, reducers, reference values',
    mayImport: ['domain', 'protocol'],
  },
  {
    name: 'client',
    folder: 'packages/client',
    floor: 4,
    responsibility:
      'a requester in a program: describe, submit, watch and steer jobs, fetch outputs',
    mayImport: ['domain', 'proof', 'rules', 'protocol', 'engine'],
  },
  {
    name: 'coordinator',
    folder: 'apps/coordinator',
    floor: 5,
    responsibility: 'protocol to engine to store and chain; config, health, shutdown',
    mayImport: ['domain', 'proof', 'rules', 'protocol', 'engine', 'store', 'chain', 'daemon'],
  },
  {
    name: 'worker',
    folder: 'apps/worker',
    floor: 5,
    responsibility:
      "engine's worker role to protocol client and sandbox; keys, preferences, outbox",
    mayImport: ['domain', 'proof', 'protocol', 'engine', 'sandbox', 'daemon'],
  },
  {
    name: 'console',
    folder: 'apps/console',
    floor: 5,
    responsibility: 'React: jobs, hosts, credit, ledger; verifies proofs in the browser',
    mayImport: ['domain', 'proof', 'rules', 'protocol', 'engine', 'sandbox', 'chain', 'programs'],
  },
  {
    name: 'cli',
    folder: 'apps/cli',
    floor: 5,
    responsibility:
      'the `pumasi` command: up, new, check, submit, job, run, audit, mirror, simulate',
    mayImport: [
      ...['domain', 'proof', 'rules', 'protocol', 'engine'],
      ...['sandbox', 'chain', 'simulator', 'programs', 'client'],
    ],
  },
]

/** ethers brings ambient types back wherever it is imported, so it stays in these rooms. */
export const ethersRooms: readonly string[] = ['ledger', 'chain', 'console']

export const roomNamed = (name: string): Room | undefined =>
  rooms.find((room) => room.name === name)

/** The room a file belongs to; `path` is relative to the workspace, with forward slashes. */
export const roomOf = (path: string): Room | undefined =>
  rooms.find((room) => path.startsWith(`${room.folder}/`))

/** True for tests and what only tests use: `*.test.ts`, and folders named `test` or `testing`. */
export const isTestFile = (path: string): boolean =>
  /\.test\.tsx?$/.test(path) || /(^|\/)(test|testing)\//.test(path)
