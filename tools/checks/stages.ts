/** The stages of `npm test`, nearest first: what fails soonest and cheapest comes first. */
export interface Stage {
  readonly name: string
  readonly what: string
  readonly commands: readonly (readonly [string, ...string[]])[]
}

const nx = (...args: string[]): readonly [string, ...string[]] => [
  'nx',
  ...args,
  '--outputStyle=static',
]

const lint = (folder: string, ...without: string[]): readonly [string, ...string[]] => [
  'eslint',
  folder,
  '--max-warnings=0',
  ...without.flatMap((other) => ['--ignore-pattern', other]),
]

/** Rooms whose tests are stages of their own. */
const apart = ['@pumasi/tools', '@pumasi/ledger', '@pumasi/e2e']

export const stages: readonly Stage[] = [
  { name: 'format', what: 'layout of every file', commands: [['prettier', '--check', '.']] },
  {
    name: 'lint',
    what: 'defects and imports',
    // Types of all rooms at once are more than a process may hold by default.
    commands: [lint('packages'), lint('apps'), lint('.', 'packages', 'apps')],
  },
  {
    name: 'types',
    what: 'every room, then the tests of the pure rooms',
    commands: [nx('run-many', '-t', 'typecheck'), ['tsc', '-p', '.']],
  },
  {
    name: 'house',
    what: 'floor plan, tidiness, printed pages, the tools themselves',
    commands: [['vitest', 'run', '--root', 'tools']],
  },
  {
    name: 'unit',
    what: 'unit tables, properties, vectors, conformance of the adapters',
    commands: [nx('run-many', '-t', 'test', `--exclude=${apart.join(',')}`)],
  },
  {
    name: 'contract',
    what: 'the Solidity ledger: unit, fuzz and invariants',
    commands: [nx('run', '@pumasi/ledger:test')],
  },
  {
    name: 'e2e',
    what: 'real processes, one of them lying',
    // Its outcome depends on every room, so an earlier one is never taken for this one.
    commands: [nx('run', '@pumasi/e2e:test', '--skip-nx-cache')],
  },
]
