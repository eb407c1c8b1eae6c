/** The command line of backup and restore. */
import { GridError } from '@pumasi/domain'
import { describeConfig, describeFlags } from '../config/describe-config.ts'
import { readConfig } from '../config/read-config.ts'
import { backupSettings, runBackup, runRestore } from './run-backup.ts'

export type BackupCommand = 'backup' | 'restore'

const usage = (command: BackupCommand): string => `Usage: pumasi ${command} FOLDER [options]

${
  command === 'backup'
    ? `Writes database, blobs and tokens of a coordinator into a new folder. On a Postgres server the
coordinators may go on meanwhile; with the embedded database, stop the coordinator first.`
    : `Puts a backup back into an empty data directory, or an empty database. The chain must not have
gone on since: a coordinator starts only where store and ledger agree.`
}
The committer's private key is not part of it: keep that file yourself.

  --config FILE                 settings by name, in YAML or JSON
  --print-config                print the settings in force and where each comes from, and end
${describeFlags(backupSettings)}
  -h, --help                    this text

Environment: DATABASE_URL, a postgres:// URL, is the database instead of the embedded one.

Examples:
  pumasi ${command} /backups/monday
  DATABASE_URL=postgres://grid@127.0.0.1/grid pumasi ${command} /backups/monday
`

/** Runs it; answers the exit code. @throws `USAGE` and whatever cannot be read or written */
export async function runBackupCommand(
  command: BackupCommand,
  [folder, ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
  print: (text: string) => void,
): Promise<0 | 1> {
  const named = folder !== undefined && !folder.startsWith('-')
  const read = readConfig(backupSettings, named ? args : [folder ?? '--help', ...args], env)
  if (read === null) {
    print(usage(command))
    return 0
  }
  if (read.print) {
    print(describeConfig(backupSettings, read))
    return 0
  }
  if (!named) {
    throw new GridError('USAGE', 'found no folder, expected one', {
      hint: `Run pumasi ${command} --help.`,
    })
  }
  const run = command === 'backup' ? runBackup : runRestore
  const { rows, blobs } = await run(read.config, folder)
  print(`${rows} rows ${command === 'backup' ? 'written' : 'restored'}\n`)
  print(
    blobs === null
      ? 'blobs are in a bucket and not part of this: back up the bucket\n'
      : `${blobs.copied} blobs copied, ${blobs.known} were there\n`,
  )
  for (const digest of blobs?.damaged ?? []) print(`damaged, left out: ${digest}\n`)
  return (blobs?.damaged ?? []).length === 0 ? 0 : 1
}
