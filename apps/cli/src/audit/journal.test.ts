import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { digestOf, utf8 } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import { makeFolder } from '../testing/folder.ts'
import { openJournal } from './journal.ts'

const subject = { chainId: 31_337n, ledger: `0x${'1e'.repeat(20)}` as Account, rewriterVersion: 3 }
const claims = [0, 1, 2, 3].map((n) => digestOf(utf8(`claim ${n}`)))

/** A journal with three claims. */
async function written(): Promise<string> {
  const path = join(await makeFolder(), 'audit.journal')
  const journal = await openJournal(path, subject)
  await Promise.all(claims.slice(0, 3).map((claim) => journal.add(claim)))
  await journal.close()
  return path
}

const knownIn = async (path: string): Promise<boolean[]> => {
  const journal = await openJournal(path, subject)
  await journal.close()
  return claims.map((claim) => journal.has(claim))
}

test('what was added is known after a restart, and nothing else', async () => {
  const path = await written()
  expect(await knownIn(path)).toEqual([true, true, true, false])
  const journal = await openJournal(path, subject)
  for (const claim of claims) await journal.add(claim)
  await journal.close()
  expect(await knownIn(path)).toEqual([true, true, true, true])
  expect((await readFile(path, 'utf8')).split('\n')).toHaveLength(6)
})

test('killed in the middle of a line, it loses that line and goes on', async () => {
  const path = await written()
  const { length } = await readFile(path)
  for (const cut of [1, 50, 99]) {
    await truncate(path, length - cut)
    expect(await knownIn(path)).toEqual([true, true, false, false])
  }
  const journal = await openJournal(path, subject)
  await journal.add(claims[3] as never)
  await journal.close()
  expect(await knownIn(path)).toEqual([true, true, false, true])
})

test('killed in its first line, it begins anew', async () => {
  const path = await written()
  await truncate(path, 20)
  expect(await knownIn(path)).toEqual([false, false, false, false])
})

test.each([
  ['a claim that was changed', (text: string) => text.replace(claims[1] ?? '', claims[3] ?? '')],
  ['a line left out', (text: string) => text.split('\n').toSpliced(2, 1).join('\n')],
  ['lines exchanged', (text: string) => text.replace(/\n(.*)\n(.*)\n/, '\n$2\n$1\n')],
  ['a line of another kind', (text: string) => `${text}hello\n`],
  ['a claim without its hash', (text: string) => `${text}${claims[3]}\n`],
])('%s is refused: nobody skips what was not checked', async (_, change) => {
  const path = await written()
  await writeFile(path, change(await readFile(path, 'utf8')))
  await expect(openJournal(path, subject)).rejects.toMatchObject({ code: 'JOURNAL_DAMAGED' })
})

test.each([
  ['chain', { chainId: 1n }],
  ['ledger', { ledger: `0x${'77'.repeat(20)}` as Account }],
  ['rewriter', { rewriterVersion: 4 }],
])('a journal of another %s is refused', async (_, other) => {
  const opening = openJournal(await written(), { ...subject, ...other })
  await expect(opening).rejects.toMatchObject({ code: 'JOURNAL_ELSEWHERE' })
})

test('a file of another kind is refused as it is, and stays', async () => {
  const path = join(await makeFolder(), 'thesis.txt')
  for (const thesis of ['a thesis\n', 'a thesis of one line']) {
    await writeFile(path, thesis)
    await expect(openJournal(path, subject)).rejects.toMatchObject({ code: 'JOURNAL_ELSEWHERE' })
    expect(await readFile(path, 'utf8')).toBe(thesis)
  }
})

test('a place where none can be kept is named', async () => {
  const folder = await makeFolder()
  await mkdir(join(folder, 'taken'))
  for (const path of [join(folder, 'taken'), join(folder, 'no', 'such', 'folder')]) {
    await expect(openJournal(path, subject)).rejects.toMatchObject({ code: 'JOURNAL_UNUSABLE' })
  }
})
