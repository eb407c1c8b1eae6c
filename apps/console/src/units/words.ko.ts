/** 단위 페이지가 하는 말, 한국어. */
import type { unitEn } from './words.en.ts'

export const unitKo: typeof unitEn = {
  title: (unit) => `단위 ${unit}`,
  back: '이 단위의 작업',
  unknown: '없는 단위입니다',
  why: '지금 어디에, 왜 있는가',
  whereabouts: {
    PAUSED: () => '작업이 멈춰 있어 아무도 받지 못합니다.',
    WAITS_FOR_HOSTS: ({ vacant, votes }) =>
      `실행할 호스트 ${vacant}대를 기다립니다. 지금까지 영수증 ${votes}개.`,
    RUNNING: ({ running, votes }) =>
      `호스트 ${running}대가 실행하고 있습니다. 지금까지 영수증 ${votes}개.`,
    PROVISIONAL: () => '신뢰받는 계정이 보고했습니다. 그 계정의 다음 확인이 맞으면 합의됩니다.',
    DECIDING: () => '요청한 실행이 모두 들어왔습니다. 곧 결정합니다.',
    WAITS_FOR_LATE: ({ running }) =>
      `합의되었고, 배치가 닫히기 전에 호스트 ${running}대가 더 참여할 수 있습니다.`,
    WAITS_FOR_BATCH: () => '합의되어 다음 배치에 들어갑니다.',
    WAITS_FOR_CHAIN: ({ batchId }) => `체인을 기다리는 배치 ${batchId}에 있습니다.`,
    ON_CHAIN: ({ batchId }) => `배치 ${batchId}로 체인에 있습니다. 더 할 일이 없습니다.`,
    FAILED: () => '포기한 단위입니다. 아무도 크레딧을 받지 않습니다.',
    CANCELLED: () => '결정되기 전에 작업이 취소되었습니다.',
  },
  failures: {
    NO_AGREEMENT: '계정들의 결과가 계속 서로 달랐습니다.',
    VOIDED: '배치가 무효가 되었습니다.',
    RETURNED_BY_HOSTS: '여러 호스트가 실행하지 못하고 돌려주었습니다.',
  },
  facts: { quorum: '합의에 필요한 계정 수', trust: '신뢰로 결정', fuel: '명령 수' },
  verify: '이 단위의 증명을 확인하고 여기서 다시 실행하기',
  timeline: '단위의 일생',
  none: '아직 아무 일도 없었습니다.',
  granted: (host) => `${host}에 임대`,
  until: (time) => `${time}까지`,
  lost: {
    expired: (host) => `${host}: 제때 보고하지 않음`,
    returned: (host) => `${host}: 돌려줌`,
    released: (host) => `${host}: 멈추면서 내려놓음`,
  },
  reported: (host) => `${host}의 영수증`,
  standings: { pending: '대기', credited: '인정', refused: '거부' },
  hidden: '무엇을 얻었는지는 단위가 결정될 때까지 감추어 둡니다.',
  output: '출력',
  decided: (votes) => `합의됨: 계정 ${votes}개 일치`,
  failed: '포기함',
  cancelled: '취소됨',
  batched: (batch) => `배치 ${batch} 닫힘`,
  committed: (block) => `체인에 기록, 블록 ${block}`,
  transaction: '트랜잭션',
}
