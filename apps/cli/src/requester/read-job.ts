/** A job file with everything it names read and checked: what is submitted, or tried first. */
import { resolve } from 'node:path'
import { prepareDescribed } from '@pumasi/client'
import type { PreparedJob } from '@pumasi/client'
import { readNamed } from '../terminal/options.ts'
import type { JobFile } from './job-file.ts'

/** @throws `FILE_MISSING`, and what `prepareDescribed` throws before anything is read */
export const readJob = ({ folder, ...job }: JobFile): Promise<PreparedJob> =>
  prepareDescribed(job, (path) => readNamed(resolve(folder, path)))
