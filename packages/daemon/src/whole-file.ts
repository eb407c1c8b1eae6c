/** Files for their owner only that appear whole or not at all, and outlast a power cut. */
import { randomUUID } from 'node:crypto'
import { link, open, rename, rm } from 'node:fs/promises'

/** Writes it in the place of what was there. @throws what the file system does */
export const replaceFile = (file: string, text: string): Promise<void> =>
  fromDraft(file, text, (draft) => rename(draft, file))

/** Writes it unless something is there: of many at once, one does. @throws as above */
export const createFile = (file: string, text: string): Promise<void> =>
  fromDraft(file, text, (draft) =>
    link(draft, file).catch((error: { code?: unknown }) => {
      if (error.code !== 'EEXIST') throw error
    }),
  )

async function fromDraft(
  file: string,
  text: string,
  place: (draft: string) => Promise<void>,
): Promise<void> {
  const draft = `${file}.${randomUUID()}`
  try {
    const handle = await open(draft, 'wx', 0o600)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await place(draft)
  } finally {
    await rm(draft, { force: true })
  }
}
