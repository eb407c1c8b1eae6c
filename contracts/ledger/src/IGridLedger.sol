// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAppointments} from "./IAppointments.sol";
import {IBatches} from "./IBatches.sol";
import {IChallenges} from "./IChallenges.sol";
import {ICredit} from "./ICredit.sol";
import {IFaults} from "./IFaults.sol";
import {ISessions} from "./ISessions.sol";

/// @title What Pumasi keeps on a chain
/// @notice A batch is committed once and its header never changes. What may still be decided is whether it counts:
///
///     commit -> Pending -- finalityWindow passed --> Final
///     Pending -- challenge, or one before it is objected to --> Held -- ruled right, let go --> Pending
///     Pending, Held -- freeze --> Frozen -- unfreeze --> Pending
///     Held, Frozen -- horizon passed, whatever is still open --> Final
///     Pending, Held, Frozen -- fault proven, unit ruled wrong --> Voided
///
/// - Pending: objections are open. It becomes final when `finalityWindow` has passed since its commit, by the clock
///   alone: nobody has to send anything.
/// - Held, Frozen: a unit of it is challenged, or the guardian froze it. Every batch after it is held as well, since
///   their credit tables count it. No batch is held beyond its horizon, `finalityWindow + disputeWindow` after its own
///   commit, whoever objects and however often. To keep that cheap the ledger remembers the lowest batch objected to
///   since nothing was: until the last objection ends, all batches from there on wait for their horizons.
/// - Final: it stays so, and so does every batch before it that is not voided. Only final batches move balances.
/// - Voided: none of its units count. Batches after it stay and count, but credit tables committed before the void
///   count it as well and can never be synced. The chain of headers goes on; the next table leaves the voided batch
///   out (and may therefore show less credit), and its honest executions may be committed again.
///
/// There is no proxy and no upgrade. A successor is another contract whose genesis is this one's tip.
interface IGridLedger is IFaults, IChallenges, ICredit, ISessions, IBatches, IAppointments {
    /// @notice What a ledger is deployed with and keeps for ever.
    /// @param genesis `prev` of the first header: zero, or the tip of the ledger this one succeeds.
    /// @param admin Who may propose another staff; zero for a staff that never changes.
    /// @param adminDelay Seconds between a proposal of the admin and its effect.
    /// @param finalityWindow Seconds in which a batch may be objected to.
    /// @param disputeWindow Seconds more that objections can hold a batch back.
    /// @param fuelPerCreditMicro Fuel that earns one micro-credit.
    /// @param challengeBond Wei a challenge takes.
    struct Terms {
        bytes32 genesis;
        address admin;
        uint32 adminDelay;
        uint32 finalityWindow;
        uint32 disputeWindow;
        uint64 fuelPerCreditMicro;
        uint128 challengeBond;
    }

    /// @notice EIP-712 domain of everything signed for this ledger.
    function domainSeparator() external view returns (bytes32);
    /// @notice Semantic version of this contract.
    function version() external pure returns (string memory);
}
