/**
 * Taste as a table: what the house does not write, and what it writes instead.
 *
 * Each rule looks at one file and returns where it is broken, as `LINE: what` or a short phrase.
 * Layout is prettier's and defects are ESLint's; what is here neither of them knows.
 */
import { basename } from 'node:path'

export interface SourceFile {
  /** Relative to the workspace, with forward slashes. */
  readonly path: string
  readonly lines: readonly string[]
}

export interface TidyRule {
  readonly name: string
  readonly instead: string
  readonly applies: (path: string) => boolean
  readonly find: (file: SourceFile) => readonly string[]
}

const linesMax = 400
const columnsMax = 100
/** The style guide of Solidity, which prettier does not lay out here. */
const solidityColumnsMax = 120

const code = (path: string): boolean =>
  /\.(ts|tsx|js|mjs|sol|css)$/.test(path) && !path.endsWith('.d.ts')
const typescript = (path: string): boolean => /\.(ts|tsx)$/.test(path)
const test = (path: string): boolean => /\.test\.tsx?$/.test(path)
const written = (path: string): boolean => code(path) || /\.(md|yaml|yml|prisma)$/.test(path)

/** Lines that match, by number. */
const lines =
  (pattern: RegExp) =>
  (file: SourceFile): string[] =>
    file.lines.flatMap((line, index) => {
      const found = pattern.exec(line)
      return found ? [`${index + 1}: ${found[0]}`] : []
    })

export const tidyRules: readonly TidyRule[] = [
  {
    name: 'a file over 400 lines',
    instead: 'Split it by responsibility; about 80 lines is usual here.',
    applies: code,
    find: ({ lines }) => (lines.length > linesMax ? [`${lines.length} lines`] : []),
  },
  {
    name: 'a line over 100 columns',
    instead: 'Break the comment or the code; a string that cannot be broken may stand out.',
    applies: code,
    find: ({ path, lines }) =>
      lines.flatMap((line, index) => {
        const max = path.endsWith('.sol') ? solidityColumnsMax : columnsMax
        const isString = !/^\s*(\*|\/)/.test(line) && /['"`]/.test(line)
        return line.length > max && !isString ? [`${index + 1}: ${line.length} columns`] : []
      }),
  },
  {
    name: 'a test that is skipped, singled out or repeated until it passes',
    instead: 'Make it run and pass, or delete it.',
    applies: test,
    find: lines(/\.(skip|only|todo|skipIf|runIf|fails)\b\s*[(.]|\bx(it|test|describe)\(|\bretry:/),
  },
  {
    name: 'a note of work left over',
    instead: 'Do it now, or open an issue.',
    applies: written,
    find: lines(/\b(TO[D]O|FIX[M]E|X[X]X|HA[C]K)\b/),
  },
  {
    name: 'console in a room below the apps',
    instead: 'Return a value, throw a GridError, or take a logger as an argument.',
    applies: (path) => typescript(path) && /^(packages|contracts)\/[^/]+\/src\//.test(path),
    find: lines(/\bconsole\.\w+/),
  },
  {
    name: 'a name that says nothing',
    instead: 'A function without a room shows a missing noun: name the file after that noun.',
    applies: () => true,
    find: ({ path }) => path.split('/').filter((part) => hollow.test(part.replace(/\..*/, ''))),
  },
  {
    name: 'a type named after its rank',
    instead: 'Name what it is: JobStore and PostgresJobStore, not IJobStore and JobStoreImpl.',
    applies: typescript,
    find: lines(/\b(class|interface|type)\s+(\w+(Manager|Impl)\b|I[A-Z][a-z]\w*)/),
  },
  {
    name: 'instanceof on an error of the house',
    instead: 'Compare error.code (isGridError): errors cross threads, the wire and bundles.',
    applies: typescript,
    find: lines(/instanceof Grid[E]rror/),
  },
  {
    name: 'a switched-off check',
    instead:
      'Write what the checker can follow; @ts-expect-error with a reason where a test needs it.',
    applies: code,
    find: lines(/@ts-(ignore|nocheck)\b/),
  },
  {
    name: 'superjson away from the wire',
    instead:
      "Use the protocol room's client or its transformer: what may travel is read there, with care.",
    applies: (path) =>
      typescript(path) && !test(path) && !path.startsWith('packages/protocol/src/'),
    find: lines(/from 'super[j]son'/),
  },
  {
    name: 'white space at the end, or no line feed there',
    instead: 'Let the editor obey .editorconfig.',
    applies: written,
    find: ({ path, lines }) => [
      ...lines.flatMap((line, index) => (/[ \t]$/.test(line) ? [`${index + 1}`] : [])),
      ...(lines.at(-1) === '' ? [] : [`${basename(path)} ends without a line feed`]),
    ],
  },
]

const hollow = /^(utils?|helpers?|common|shared|lib|core|misc)$/i
