import type { Caller, JobView } from '@pumasi/protocol'

/** Who may steer a job: its requester, and operators. The coordinator decides by the same rule. */
export const maySteer = (
  caller: Pick<Caller, 'account' | 'operator'> | null,
  { requester }: Pick<JobView, 'requester'>,
): boolean =>
  caller !== null && (caller.operator || (requester !== null && caller.account === requester))
