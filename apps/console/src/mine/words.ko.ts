/** 내 작업 페이지에서 하는 말, 한국어. */
import type { mineEn } from './words.en.ts'

const format = new Intl.NumberFormat('ko')
const units = (count: number): string => `단위 ${format.format(count)}개`

export const mineKo: typeof mineEn = {
  title: '내 작업',
  lead: '한 지갑의 컴퓨터들이 무엇을 했고, 얼마를 벌었고, 얼마나 들었는지 보여 줍니다.',
  account: '지갑 주소',
  accountHint: '로그인했거나 이 브라우저에서 참여하면 내 주소입니다. 누구의 주소든 볼 수 있습니다',
  accountWrong: '주소는 0x와 40자리 숫자입니다',
  failed: '작업을 읽지 못했습니다',
  credit: {
    heading: '크레딧',
    about: '먼저 합의되고, 원장에 기록되고, 동기화하면 잔액이 됩니다.',
    pending: '대기 중',
    pendingNote: '단위',
    believed: '합의됨',
    committed: '그중 체인에 기록됨',
    balance: '지갑의 잔액',
    noChain: '체인에서 잔액을 확인하지 못했습니다.',
    neverSynced: '아직 동기화한 적이 없습니다. 번 크레딧은 증명할 수 있지만 아직 잔액은 아닙니다.',
    syncedTo: (batch) => `배치 ${batch}까지 동기화되었습니다.`,
  },
  sync: {
    heading: '체인으로 옮기기',
    about:
      '동기화하면 원장의 잔액이 가장 최근에 확정된 배치의 값이 됩니다. 증명은 코디네이터가 주지만 믿지 않고, 직접 고른 노드에 물어봅니다.',
    ask: '체인에 묻기',
    asking: '노드에 묻는 중',
    failed: '체인에서 답을 얻지 못했습니다',
    now: '원장의 잔액',
    never: '동기화한 적 없음',
    atBatch: (batch) => `배치 ${batch} 기준`,
    provable: '확정된 배치가 증명하는 값',
    inBatch: (batch) => `배치 ${batch}`,
    waiting: '아직 확정 전',
    finalAt: (time) => `${time} 확정`,
    compared: '증명과 체인 비교',
    foundHere: '증명으로 계산한 값',
    onChain: '체인의 값',
    fields: { creditsRoot: '크레딧 표의 루트' },
    states: {
      ready: (chain) => `체인 ${chain}에서 증명이 맞습니다. 동기화할 수 있습니다.`,
      level: (chain) =>
        `동기화할 것이 없습니다. 체인 ${chain}의 잔액이 가장 최근에 확정된 배치와 같습니다.`,
      early: (chain) =>
        `아직 동기화할 수 없습니다. 체인 ${chain}에서 이 지갑이 들어 있는 배치는 이의를 받는 중입니다.`,
      nothing: (chain) => `동기화할 것이 없습니다. 체인 ${chain}의 배치에 이 지갑이 아직 없습니다.`,
    },
    becomes: (credit) => `잔액이 ${credit}이 됩니다. 수수료는 어느 지갑이 내도 됩니다.`,
    syncWith: (wallet) => `${wallet}(으)로 동기화`,
    mined: '보냈고 블록에 실렸습니다',
    notSynced: '동기화하지 못했습니다',
    done: (credit) => `동기화했습니다. 이제 원장의 잔액은 ${credit}입니다`,
  },
  revoke: {
    heading: '세션 키 모두 끝내기',
    about:
      '컴퓨터를 도난당했거나 팔았거나 침입당했을 때 씁니다. 위에 적은 노드에 묻고, 지갑이 직접 보냅니다.',
    facts: [
      '트랜잭션 하나로 원장에서 지갑의 에포크를 올립니다. 지금까지 허락한 세션 키가 모든 컴퓨터와 탭에서 모두 끝납니다.',
      '이미 번 크레딧은 그대로입니다. 그 뒤로 끝난 키가 서명한 영수증은 아무것도 벌지 못합니다.',
      '계속 쓸 컴퓨터는 다시 연결하고, 이 탭도 다시 시작해야 합니다. 되돌릴 수 없습니다.',
    ],
    look: '무엇이 드는지 보기',
    would: (epoch, next) => `지갑은 지금 에포크 ${epoch}이고, 에포크 ${next}이 됩니다.`,
    revokeWith: (wallet) => `${wallet}(으)로 세션 키 모두 끝내기`,
    failed: '체인에서 답을 얻지 못했습니다',
    mined: '보냈고 블록에 실렸습니다',
    notDone: '키를 끝내지 못했습니다',
    done: (epoch) => `세션 키가 모두 끝났습니다. 이제 원장의 에포크는 ${epoch}입니다`,
    after: '코디네이터들은 약 삼십 초 안에 알게 됩니다.',
  },
  jobs: {
    heading: '내 컴퓨터가 찾아낸 것',
    about: '작업별로, 최근 것부터 보여 줍니다.',
    none: '이 지갑의 컴퓨터가 아직 보고한 것이 없습니다.',
    newest: (count) => `최근 영수증 ${count}개를 기준으로 합니다.`,
    sentence: (all, believed, credit) =>
      `내 컴퓨터가 ${units(all)}를 실행했고, 그중 ${format.format(believed)}개가 합의되어 크레딧 ${credit}을 벌었습니다.`,
    waiting: (count) => `${units(count)}는 다른 계정의 합의를 기다립니다.`,
    refused: (count) => `${units(count)}는 거부되었습니다(이유는 아래).`,
    found: '이 작업 전체가 찾아낸 것',
  },
  energy: {
    heading: '든 것',
    about:
      '어림값입니다. 샌드박스는 전기가 아니라 명령 수를 셉니다. 내 컴퓨터에 맞게 값을 바꾸세요.',
    fuel: '쓴 연료',
    coreHours: '코어 하나로 걸린 시간',
    kwh: '전력량(kWh)',
    cost: '비용',
    assumptions: {
      fuelMillions: {
        label: '코어의 속도',
        hint: '초당 백만 연료. 보통의 코어는 2,000~8,000입니다',
      },
      watts: {
        label: '바쁜 코어의 전력',
        hint: '와트. 프로세서 전체가 바쁠 때 코어 하나의 몫(측정값 9~16)',
      },
      pricePerKwh: { label: 'kWh의 가격' },
    },
    region: '어느 곳의 가격',
    regions: { kr: '한국', eu: '유럽', us: '미국' },
    priceHint: (currency, price, year) => `${currency}. 그곳 가정의 ${year}년 평균 ${price}`,
    sources:
      '가격: 한국전력(2024년 평균 가구의 요금), 유로스타트(nrg_pc_204, 2025년 상반기), 미국 에너지정보청(2023년 가정용 평균). 전력: 데스크톱 프로세서를 측정한 기사들. 모두 docs/energy.md에 적어 두었습니다.',
  },
}
