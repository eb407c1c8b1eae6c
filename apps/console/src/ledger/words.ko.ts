/** 원장 페이지에서 하는 말, 한국어. */
import type { ledgerEn } from './words.en.ts'

const format = new Intl.NumberFormat('ko')

export const ledgerKo: typeof ledgerEn = {
  title: '원장',
  lead: '이 그리드의 주장을 아무도 되돌릴 수 없는 곳에 적습니다. 배치 하나가 트랜잭션 하나입니다.',
  history: '시간에 따른 기록',
  historyAbout: '배치를 닫은 때를 기준으로 합니다.',
  quiet: '이 기간에는 기록된 것이 없습니다.',
  summary: (units, batches) =>
    `배치 ${format.format(batches)}개에 단위 ${format.format(units)}개를 기록했습니다.`,
  batches: '배치',
  standings: '배치마다의 상태',
  standingsAbout:
    '기록된 배치에는 얼마 동안 이의를 낼 수 있습니다. 확정된 배치만 잔액을 바꿉니다. 수수료는 체인의 코인이고, 시간은 배치를 닫은 때부터 블록이 확인될 때까지입니다. 배치 번호를 누르면 검증할 수 있습니다.',
  states: {
    waiting: '체인 대기 중',
    unknown: '기록됨',
    pending: '이의 접수 중',
    held: '이의 있음',
    frozen: '동결됨',
    final: '확정됨',
    voided: '무효',
  },
  signatures: '증인',
  signed: (count) => `${count}명 서명`,
  refusedBy: (attestor) => `${attestor} 거부:`,
  verify: '이 배치를 이 탭에서 검증',
  fee: (coins) => `수수료 ${coins}`,
  took: (span) => `${span} 뒤`,
  transactions: (count) => `${count}번 보냄`,
  healed: (time) => `${time}에 집계에서 제외`,
  finalIn: (span) => `${span} 뒤 확정`,
  finalDue: '다음 블록에서 확정',
  failed: '체인에 묻지 못했습니다',
  retry: '기록되지 않는 배치',
  retryAbout:
    '코디네이터가 스스로 다시 시도합니다. 원장에 있는 배치를 두 번 보내지 않고, 블록에 들어가지 못한 트랜잭션은 수수료를 올려 바꾸므로 지금 다시 시도해도 해가 없습니다. 이 일은 기록에 남습니다.',
  challenges: {
    heading: '이의 제기',
    about:
      '다른 출력을 얻은 사람은 누구나 보증금을 걸고 이의를 낼 수 있습니다. 증인이 단위를 다시 실행하고, 출력이 틀렸으면 배치는 무효가 되고 보증금은 돌아옵니다. 명령은 pumasi challenge 입니다.',
    failed: '체인에서 이의를 읽지 못했습니다',
    bond: '보증금 (체인의 코인)',
    quorum: '같은 결론을 내야 하는 증인 수',
    nobody: '이 원장에서는 아무도 판정하지 않습니다',
    horizon: '판정 기한',
    none: '이의가 제기된 출력이 없습니다.',
    unit: '단위',
    unitOf: (index) => `단위 ${index}`,
    hidden: '이의를 낸 컨트랙트가 보여 주지 않음',
    challenger: '이의를 낸 계정',
  },
  office: '원장에 권한이 있는 계정',
  officeAbout: '지금 컨트랙트에 적힌 대로입니다. 유예 기간을 거쳐 바꿀 수 있습니다.',
  committer: '배치를 기록하는 계정',
  quorum: '서명해야 하는 증인 수',
  of: (all) => `전체 ${all}`,
  lastVoided: '마지막으로 무효가 된 배치',
  none: '없음',
  attestor: '증인',
  unattested: '이 원장에는 서명하는 증인이 없습니다. 감사로 확인합니다.',
}
