/**
 * Installs exactly what the lockfile says. Install scripts run only where package.json approves
 * them by name (`allowScripts`): one of the others would try to download a program.
 *
 * Not by `npm ci`: since 11.16 that refuses every lockfile in which an optional package for some
 * other system is missing, also those it wrote itself (npm/cli issue 9846, tried with 11.19 in
 * November 2026). `npm install --no-save` keeps to the lockfile as well and repairs what is left of
 * an interrupted installation, provided the rest is removed first; what came out is compared.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { extendLock } from './lock.mjs'
import { runStage } from './run.mjs'
import { explain } from './say.mjs'

const mark = 'installing'

/**
 * Why an installation is needed, or null. Compares the lockfile with what npm wrote down after the
 * last complete installation, so that an `npm install` by hand counts too.
 * @param {string} root
 * @param {string} place
 */
export function whyInstall(root, place) {
  return whyReinstall(root, place) ?? whyUpdate(root)
}

/**
 * Why nothing that is there can be trusted, or null.
 * @param {string} root
 * @param {string} place
 */
function whyReinstall(root, place) {
  if (existsSync(join(place, mark))) return 'an earlier installation was interrupted'
  if (!existsSync(recordOf(root))) return 'nothing is installed yet'
  const bins = ['node', 'nx', 'tsc'].map((bin) => join(root, 'node_modules', '.bin', bin))
  return bins.every((bin) => existsSync(bin)) ? null : 'the installation is damaged'
}

/** @param {string} root */
function whyUpdate(root) {
  const wanted = packagesIn(join(root, 'package-lock.json'))
  const found = packagesIn(recordOf(root))
  const names = new Set([...Object.keys(wanted), ...Object.keys(found)])
  const changed = [...names].filter((name) => differs(wanted[name], found[name]))
  return changed.length === 0 ? null : `${changed.length} packages changed, ${changed[0]} first`
}

/** @param {string} root */
const recordOf = (root) => join(root, 'node_modules', '.package-lock.json')

/**
 * @typedef {object} Entry
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {boolean} [optional]
 * @property {string[]} [os]
 * @property {string[]} [cpu]
 * @property {string[]} [libc]
 */

/**
 * @param {string} path
 * @returns {Record<string, Entry>}
 */
function packagesIn(path) {
  const { packages } = JSON.parse(readFileSync(path, 'utf8'))
  delete packages['']
  return packages
}

/**
 * @param {Entry | undefined} wanted
 * @param {Entry | undefined} found
 */
function differs(wanted, found) {
  if (!wanted) return !found?.optional
  if (!found) return !wanted.optional || isForThisSystem(wanted)
  return wanted.version !== found.version || wanted.integrity !== found.integrity
}

/**
 * Most optional packages are for other systems and rightly missing.
 * @param {Entry} entry
 */
function isForThisSystem({ os, cpu, libc }) {
  const glibc = process.platform === 'linux' && 'glibcVersionRuntime' in reportHeader()
  return (
    (os?.includes(process.platform) ?? false) &&
    (cpu?.includes(process.arch) ?? false) &&
    (libc?.includes(glibc ? 'glibc' : 'musl') ?? true)
  )
}

/** @returns {object} */
const reportHeader = () => /** @type {{ header: object }} */ (process.report.getReport()).header

/**
 * @param {string} root
 * @param {string} place
 * @param {string} reason
 */
export async function install(root, place, reason) {
  const count = Object.keys(packagesIn(join(root, 'package-lock.json'))).length
  const { allowScripts = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  if (whyReinstall(root, place)) removeInstalled(root)
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, mark), '')
  const common = {
    root,
    onStart: (/** @type {number} */ pid) => extendLock(place, pid),
    hint: 'Check the network and the free space on the disk, then repeat the command.',
  }
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error']
  const fetchAll = ['install', '--no-save', '--ignore-scripts', ...quiet]
  await runStage({
    ...common,
    title: `installing up to ${count} packages`,
    reason,
    log: join(place, 'install.log'),
    command: [...npm(process.execPath), ...fetchAll],
  })
  const approved = Object.keys(allowScripts).filter(
    (name) => allowScripts[name] && existsSync(join(root, 'node_modules', name)),
  )
  await runStage({
    ...common,
    title: 'running the approved install scripts',
    reason: approved.join(', '),
    log: join(place, 'scripts.log'),
    command: [...npm(process.execPath), 'rebuild', '--ignore-scripts=false', ...quiet, ...approved],
  })
  const leftOut = whyUpdate(root)
  if (leftOut) {
    // Under an older Node npm passes over optional packages that ask for a newer one.
    await runStage({
      ...common,
      title: 'installing what needs the pinned Node',
      reason: leftOut,
      log: join(place, 'install-pinned.log'),
      command: [...npm(join(root, 'node_modules', '.bin', 'node')), ...fetchAll],
    })
  }
  rmSync(join(place, mark))
  const left = whyInstall(root, place)
  if (left) throw explain(`installed, but not what package-lock.json says: ${left}`, [outOfStep])
}

/**
 * The npm that started us, run by the Node given; without one, whatever npm there is.
 * @param {string} node
 */
function npm(node) {
  const script = process.env.npm_execpath
  return script ? [node, script] : ['npm']
}

const outOfStep =
  'A package.json and the lockfile disagree: run npm install and commit the lockfile.'

/** @param {string} root */
function removeInstalled(root) {
  const folders = ['packages', 'contracts', 'apps'].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => join(parent, name)),
  )
  for (const folder of ['.', 'e2e', 'tools', ...folders]) {
    rmSync(join(root, folder, 'node_modules'), { recursive: true, force: true })
  }
}
