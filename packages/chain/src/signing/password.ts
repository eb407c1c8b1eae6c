/** A keystore's password: from a file, or from whoever sits at the terminal. */
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { GridError } from '@pumasi/domain'

/** Longer ones are some other file. */
const PASSWORD_LENGTH_MAX = 1_024

/** The password in a file, without the line feed at its end; asked for when `file` is not given. */
export const readPassword = (file: string | undefined, question: string): Promise<string> =>
  file === undefined ? askPassword(question) : passwordIn(file)

async function passwordIn(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw missing(`no readable file ${file}`, cause)
  })
  const password = text.replace(/\r?\n$/, '')
  if (password !== '' && password.length <= PASSWORD_LENGTH_MAX) return password
  throw missing(`${password === '' ? 'nothing' : 'too much'} in ${file}`)
}

/** Asks at the terminal, showing nothing of the answer. @throws `PASSWORD_MISSING` */
async function askPassword(question: string): Promise<string> {
  if (!process.stdin.isTTY) throw missing('no terminal to ask at')
  process.stderr.write(question)
  const output = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input: process.stdin, output, terminal: true })
  try {
    return await terminal.question('')
  } finally {
    terminal.close()
    process.stderr.write('\n')
  }
}

const missing = (found: string, cause?: unknown): GridError =>
  new GridError('PASSWORD_MISSING', `found ${found}, expected a password`, {
    hint: 'Give a file with the password on its one line, or answer at a terminal.',
    cause,
  })
