/**
 * Journal in a file: a line for each unit that came out the same, so that an audit which was
 * interrupted goes on where it was. A file of the auditor's own, beside no mirror: a mirror may be
 * a URL, or somebody else's.
 *
 * The first line says what it is about; each line after it ends with a hash over all before, so
 * that damage is seen. A last line without its end was being written when the process was killed,
 * and is dropped (journal.test.ts).
 */
import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { GridError, parseDigest } from '@pumasi/domain'
import type { Account, Digest } from '@pumasi/domain'
import type { Journal } from '@pumasi/engine'
import { version } from '../version.ts'

/** Two million units; whatever is larger is no journal. */
const BYTES_MAX = 256 * 1024 * 1024

/** What the executions in a journal are about: another one of these, and they say nothing. */
export interface JournalSubject {
  readonly chainId: bigint
  readonly ledger: Account
  /** Of the sandbox that executes. */
  readonly rewriterVersion: number
}

export interface FileJournal extends Journal {
  readonly close: () => Promise<void>
}

/**
 * Opens a journal, or begins one.
 * @throws `JOURNAL_UNUSABLE`, `JOURNAL_ELSEWHERE`, `JOURNAL_DAMAGED`
 */
export async function openJournal(path: string, subject: JournalSubject): Promise<FileJournal> {
  const handle = await open(path, 'a+', 0o600).catch((cause: unknown) => {
    throw unusable(path, (cause as Error).message, cause)
  })
  try {
    return await readJournal(handle, path, titleOf(subject))
  } catch (error) {
    await handle.close()
    throw error
  }
}

async function readJournal(handle: FileHandle, path: string, title: string): Promise<FileJournal> {
  const info = await handle.stat()
  if (!info.isFile()) throw unusable(path, 'something else than a file')
  if (info.size > BYTES_MAX) throw damaged(path, `${info.size} bytes`, `${BYTES_MAX} at most`)
  const text = await handle.readFile('utf8')
  const begun = text.split('\n', 1)[0] ?? ''
  const own = text.includes('\n') ? begun === title : title.startsWith(begun)
  if (!own) throw elsewhere(path, begun, title)
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  // Of what follows the last whole line nobody was ever told that it is there.
  if (whole.length < text.length) await handle.truncate(Buffer.byteLength(whole))
  if (whole === '') await handle.appendFile(`${title}\n`)
  const lines = whole.split('\n').slice(1, -1)

  const known = new Set<Digest>()
  let check = next('', title)
  for (const [position, line] of lines.entries()) {
    const [claim = '', found = ''] = line.split(' ')
    check = next(check, claim)
    if (line !== `${claim} ${check}`) throw damaged(path, `${found} in line ${position + 2}`, check)
    known.add(parseDigest(claim))
  }

  let queue: Promise<unknown> = Promise.resolve()
  return {
    has: (claim) => known.has(claim),
    add: (claim) => {
      const written = queue.then(async () => {
        if (known.has(claim)) return
        const after = next(check, claim)
        await handle.appendFile(`${claim} ${after}\n`)
        check = after
        known.add(claim)
      })
      queue = written.catch(() => undefined) // one line at a time: each hashes those before
      return written
    },
    close: async () => {
      await queue
      await handle.close()
    },
  }
}

const titleOf = ({ chainId, ledger, rewriterVersion }: JournalSubject): string =>
  `pumasi-audit 1 chain ${chainId} ledger ${ledger} rewriter ${rewriterVersion} pumasi ${version}`

const next = (check: string, text: string): string =>
  createHash('sha256').update(`${check} ${text}`).digest('hex').slice(0, 32)

const unusable = (path: string, found: string, cause?: unknown): GridError =>
  new GridError('JOURNAL_UNUSABLE', `cannot keep a journal in ${path}: ${found}`, {
    hint: 'Give --resume a file that this user may write.',
    details: { path },
    cause,
  })

const elsewhere = (path: string, found: string, expected: string): GridError =>
  new GridError(
    'JOURNAL_ELSEWHERE',
    `found in ${path} "${found.slice(0, 200)}", not "${expected}"`,
    {
      hint: 'It belongs to another ledger or version: give --resume another file to begin anew.',
      details: { path, found: found.slice(0, 200), expected },
    },
  )

const damaged = (path: string, found: string, expected: string): GridError =>
  new GridError(
    'JOURNAL_DAMAGED',
    `found ${found.slice(0, 200)} in ${path}, expected ${expected}`,
    {
      hint: 'Nothing in it is believed any more: remove the file, or give --resume another one.',
      details: { path, found: found.slice(0, 200), expected },
    },
  )
