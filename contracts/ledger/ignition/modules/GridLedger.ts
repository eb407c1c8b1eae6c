/**
 * Deploys a ledger. Terms come from the parameter file; whoever is not named there is the deployer,
 * and nobody attests unless attestors are named.
 */
import { buildModule } from '@nomicfoundation/hardhat-ignition/modules'

export default buildModule('GridLedger', (m) => {
  const deployer = m.getAccount(0)
  const terms = {
    genesis: m.getParameter('genesis', `0x${'00'.repeat(32)}`),
    admin: m.getParameter('admin', deployer),
    adminDelay: m.getParameter<number>('adminDelay'),
    finalityWindow: m.getParameter<number>('finalityWindow'),
    disputeWindow: m.getParameter<number>('disputeWindow'),
    fuelPerCreditMicro: m.getParameter<bigint>('fuelPerCreditMicro'),
    challengeBond: m.getParameter<bigint>('challengeBond'),
  }
  const staff = {
    committer: m.getParameter('committer', deployer),
    guardian: m.getParameter('guardian', deployer),
    attestors: m.getParameter<string[]>('attestors', []),
    commitQuorum: m.getParameter('commitQuorum', 0),
    rulingQuorum: m.getParameter('rulingQuorum', 0),
  }
  return { ledger: m.contract('GridLedger', [terms, staff]) }
})
