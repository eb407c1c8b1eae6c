/** The `pumasi` command. */
import { Command, CommanderError } from 'commander'
import { addAttestCommand } from './commands/attest.ts'
import { addAuditCommand } from './commands/audit.ts'
import { addChallengeCommand } from './commands/challenge.ts'
import { addCheckCommand } from './commands/check.ts'
import { addCreditCommand } from './commands/credit.ts'
import { addFaultCommand } from './commands/fault.ts'
import { addInstrumentCommand } from './commands/instrument.ts'
import { addJobCommand } from './commands/job.ts'
import { addLoginCommands } from './commands/login.ts'
import { addMirrorCommand } from './commands/mirror.ts'
import { addNewCommand } from './commands/new.ts'
import { addProcessCommands } from './commands/processes.ts'
import { addProgramsCommand } from './commands/programs.ts'
import { addProofCommand } from './commands/proof.ts'
import { addRevokeCommand } from './commands/revoke.ts'
import { addRunCommand } from './commands/run.ts'
import { addSimulateCommand } from './commands/simulate.ts'
import { addSubmitCommand } from './commands/submit.ts'
import { addUpCommand } from './commands/up.ts'
import { addVerifyCommand } from './commands/verify.ts'
import { addWalletCommand } from './commands/wallet.ts'
import { endWithReader } from './terminal/broken-pipe.ts'
import { failWith } from './terminal/failure.ts'
import { version } from './version.ts'

const program = new Command('pumasi')
  .description('Volunteer grid computing whose results anyone can check')
  .version(version)
  .showHelpAfterError('Run with --help to see what is possible.')
  .exitOverride()
  .addHelpText(
    'after',
    `
Examples:
  pumasi up                                  a whole grid on this machine, with a real job
  pumasi new program NAME --language rust    a working program to begin with
  pumasi check job.yaml                      does it belong on a grid?
  pumasi run program.wasm --arg 7            try a program in the sandbox
  pumasi submit job.yaml && pumasi job list  give work to a grid
  pumasi worker --coordinator URL            lend this machine to a grid
  pumasi audit --rpc URL --ledger 0x... --mirror URL
  pumasi proof 0xJOB:17 --rpc URL --ledger 0x... --mirror copy --out unit-17.json
  pumasi credit 0xACCOUNT --rpc URL --ledger 0x... --mirror URL
  pumasi simulate --scenario neighbourhood   liars against the trust rules

Exit codes: 0 success, 1 failure, 2 wrong usage (audit, verify, fault, challenge: 1 a mismatch, 2 nothing to compare with).`,
  )

addUpCommand(program)
addProcessCommands(program)
addLoginCommands(program)
addSubmitCommand(program)
addJobCommand(program)
addNewCommand(program)
addCheckCommand(program)
addRunCommand(program)
addInstrumentCommand(program)
addAuditCommand(program)
addAttestCommand(program)
addMirrorCommand(program)
addProofCommand(program)
addVerifyCommand(program)
addFaultCommand(program)
addChallengeCommand(program)
addCreditCommand(program)
addRevokeCommand(program)
addWalletCommand(program)
addSimulateCommand(program)
addProgramsCommand(program)

endWithReader()
try {
  await program.parseAsync(process.argv)
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
  else process.exitCode = failWith(error, process.argv.includes('--json'))
}
