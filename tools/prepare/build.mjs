/**
 * Builds what the rooms derive from their sources (database client, contract, programs, console)
 * through Nx, which knows the order and keeps a cache. Nx alone takes seconds to find out that
 * nothing changed, so the sizes and times of all files are compared first.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { extendLock } from './lock.mjs'
import { runStage } from './run.mjs'

const roots = ['packages', 'contracts', 'apps']
const files = ['package.json', 'package-lock.json', 'nx.json', 'tsconfig.base.json']
const outputs = new Set(['dist', 'generated', 'artifacts', 'cache'])
const ignored = new Set(['node_modules', 'coverage'])
const mark = 'built.json'

/**
 * Why a build is needed, or null.
 * @param {string} root
 * @param {string} place
 */
export function whyBuild(root, place) {
  if (!existsSync(join(place, mark))) return 'nothing is built yet'
  const last = JSON.parse(readFileSync(join(place, mark), 'utf8'))
  const now = fingerprints(root)
  if (last.sources !== now.sources) return 'sources changed'
  return last.outputs === now.outputs ? null : 'something built was changed or removed'
}

/**
 * @param {string} root
 * @param {string} place
 * @param {string} reason
 */
export async function build(root, place, reason) {
  const { sources } = fingerprints(root) // before: what changes meanwhile is built next time
  await runStage({
    title: 'building',
    reason,
    root,
    log: join(place, 'build.log'),
    command: [
      join(root, 'node_modules', '.bin', 'node'),
      join(root, 'node_modules', '.bin', 'nx'),
      ...['run-many', '-t', 'build', '--outputStyle=static'],
    ],
    env: { NX_DAEMON: 'false', NX_NO_CLOUD: 'true', NX_TUI: 'false', FORCE_COLOR: '0' },
    onStart: (pid) => extendLock(place, pid),
    hint: 'npm run build repeats this step alone.',
  })
  const record = { sources, outputs: fingerprints(root).outputs }
  writeFileSync(join(place, mark), JSON.stringify(record))
}

/** @param {string} root */
export function fingerprints(root) {
  const hashes = { sources: createHash('sha256'), outputs: createHash('sha256') }
  /** @param {string} path @param {'sources' | 'outputs'} kind */
  const add = (path, kind) => {
    const { size, mtimeMs } = statSync(join(root, path))
    hashes[kind].update(`${path}\0${size}\0${mtimeMs}\0`)
  }
  /** @param {string} folder @param {'sources' | 'outputs'} kind */
  const walk = (folder, kind) => {
    const entries = readdirSync(join(root, folder), { withFileTypes: true })
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = `${folder}/${entry.name}`
      if (entry.isFile()) add(path, kind)
      else if (entry.isDirectory() && !ignored.has(entry.name)) {
        walk(path, outputs.has(entry.name) ? 'outputs' : kind)
      }
    }
  }
  for (const path of files) add(path, 'sources')
  for (const folder of roots) walk(folder, 'sources')
  return { sources: hashes.sources.digest('hex'), outputs: hashes.outputs.digest('hex') }
}
