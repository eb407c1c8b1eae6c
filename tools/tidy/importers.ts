/**
 * Files that nothing leads to: neither an import, nor a URL, nor a name in a package.json or a page
 * of HTML. Tests are their own reason; a file of a room that only tests lead to must say so by its
 * place (`test/`, `testing/`), or it is dead.
 */
import { posix } from 'node:path'
import { isTestFile } from '../floor-plan/plan.ts'
import { specifiersIn, urlsIn } from '../workspace/imports.ts'

/** Files by path. @returns the orphans among `sources`, sorted. */
export function orphans(
  sources: ReadonlyMap<string, string>,
  others: ReadonlyMap<string, string>,
): readonly string[] {
  const reached = new Set<string>()
  for (const [path, text] of sources) {
    for (const target of namedIn(path, text)) {
      const counts = !isTestFile(path) || isTestFile(target) || path.startsWith('tools/')
      if (counts) reached.add(target)
    }
  }
  const texts = [...others].filter(([path]) => /package\.json$|\.html$/.test(path))
  return [...sources.keys()].filter((path) => {
    if (/\.test\.tsx?$/.test(path) || /(^|\/)[\w.-]+\.config\.\w+$/.test(path)) return false
    return !reached.has(path) && !texts.some(([from, text]) => names(from, text, path))
  })
}

const namedIn = (path: string, text: string): string[] =>
  [...specifiersIn(text).filter((name) => name.startsWith('.')), ...urlsIn(text)].map((name) =>
    posix.join(posix.dirname(path), name.replace(/\?.*/, '')),
  )

/** True when the text in `from` contains the path as seen from its folder. */
function names(from: string, text: string, path: string): boolean {
  const seen = posix.relative(posix.dirname(from), path)
  return !seen.startsWith('..') && text.includes(seen)
}
