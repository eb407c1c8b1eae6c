/** The workspace's own files, as git sees them: tracked or new, never what .gitignore names. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The workspace's folder, with a slash at the end. */
export const workspace = fileURLToPath(new URL('../../', import.meta.url))

/** Paths relative to the workspace, sorted, with forward slashes. */
export function listFiles(): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], {
    cwd: workspace,
    encoding: 'utf8',
  })
  const paths = listed.split('\0').filter((path) => path !== '' && existsSync(workspace + path))
  return [...new Set(paths)].sort()
}

/** Paths that git tracks: what people leave in their clone is their own. */
export const listTracked = (): readonly string[] =>
  execFileSync('git', ['ls-files', '-z'], { cwd: workspace, encoding: 'utf8' })
    .split('\0')
    .filter((path) => path !== '')

/** Links that git tracks: each points somewhere on the machine of whoever made it. */
export const listLinks = (): readonly string[] =>
  execFileSync('git', ['ls-files', '-z', '-s'], { cwd: workspace, encoding: 'utf8' })
    .split('\0')
    .filter((entry) => entry.startsWith('120000 '))

export const readText = (path: string): string => readFileSync(workspace + path, 'utf8')

/** TypeScript of ours; AssemblyScript (`assembly/`) is another language under the same ending. */
export const isSource = (path: string): boolean =>
  /\.(ts|tsx|mjs|js)$/.test(path) && !path.includes('/assembly/')

export interface PackageJson {
  readonly name: string
  readonly description?: string
  readonly exports?: unknown
  readonly bin?: Readonly<Record<string, string>>
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

export const readPackage = (folder: string): PackageJson =>
  JSON.parse(readText(`${folder}/package.json`)) as PackageJson
