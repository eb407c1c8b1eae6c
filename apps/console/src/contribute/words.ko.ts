/** 참여 페이지가 하는 말, 한국어. */
import type { contributeEn } from './words.en.ts'

export const contributeKo: typeof contributeEn = {
  title: '이 탭으로 참여하기',
  lead: '이 탭이 열려 있는 동안 이 컴퓨터의 코어를 그리드에 빌려줍니다. 모든 결과는 다른 사람의 결과와 맞추어 본 뒤에야 인정됩니다.',
  needsHelp: '정확히 어떤 일이 일어나나요',
  facts: [
    '시작을 누르기 전에는 아무것도 실행되지 않고, 탭을 닫으면 모두 끝납니다.',
    '프로그램은 샌드박스 안에서 실행됩니다. 파일, 네트워크, 시계에 닿을 수 없고 이 페이지도 볼 수 없습니다.',
    '탭은 여기서 만든 키로 결과마다 서명합니다. 키는 메모리에만 있고 탭과 함께 사라집니다.',
    '얻은 크레딧은 지갑 주소에 쌓입니다. 수수료도, 미리 낼 돈도 없습니다.',
    '호스트 이름과 주소, 보낸 결과는 누구나 볼 수 있습니다. 그리드의 모든 것은 공개됩니다.',
  ],

  start: '시작',
  resume: '계속하기',
  pause: '일시 정지',
  stopNow: '바로 멈추기',
  pauseHint: '일시 정지하면 하던 단위는 마칩니다. 바로 멈추면 하던 단위를 그리드에 돌려줍니다.',
  control: {
    heading: '이 탭',
    about: '얼마나 쓸지는 직접 정합니다. 바꾼 값은 다음에 시작할 때 적용됩니다.',
    cores: '코어',
    coresOf: (cores, all) => `${all}개 중 ${cores}개`,
    duty: '작업 강도',
    dutyOf: (percent) => `전체 시간의 ${percent}`,
    name: '다른 사람에게 보이는 이름',
    defaultName: '브라우저 탭',
  },
  waiting: {
    'no-work': '지금은 이 탭에 줄 단위가 없습니다. 계속 물어봅니다.',
    suspended: '그리드가 이 계정에 일을 주지 않습니다:',
    unreachable: '코디네이터가 응답하지 않습니다. 계속 시도합니다:',
  },
  failed: '오류 때문에 끝났습니다',

  payee: {
    heading: '누가 크레딧을 받나요',
    about: '크레딧은 사람이나 이름이 아니라 지갑 주소에 쌓입니다.',
    tab: '이 브라우저에 두는 지갑',
    tabMade: '여기서 크레딧을 받는 지갑이 이 브라우저에 있습니다:',
    tabNone: '처음 시작을 누를 때 만들어집니다. 계정도 설치도 필요 없습니다.',
    tabSafety:
      '이 브라우저와 이 사이트만큼만 안전합니다. 크레딧에만 쓰고 돈은 절대 보내지 마세요. 사이트 데이터를 지우면 지갑도 사라지니 키를 따로 저장해 두세요.',
    keep: '키 저장',
    forget: '여기서 삭제',
    forgetTitle: '이 브라우저의 지갑을 삭제할까요?',
    forgetText:
      '이미 얻은 크레딧은 그 주소에 남습니다. 저장해 둔 키가 없으면 아무도 다시는 그 주소로 서명할 수 없습니다.',
    forgetYes: '키 삭제',
    cancel: '그대로 두기',
    handOver:
      '다른 지갑으로 넘기려면 키를 저장해 본인의 지갑에서 가져오거나, 파일을 wallet.key라는 이름으로 워커에 주세요.',
    wallets: '이 브라우저의 지갑',
    noWallets: '응답한 브라우저 지갑이 없습니다. 지갑 없이도 시작할 수 있습니다.',
    walletText: (days) =>
      `서명을 한 번 요청합니다. 이 탭이 ${days}일 동안 모든 작업의 결과에 서명할 수 있다는 내용입니다. 결제나 트랜잭션은 허용하지 않으며 비용도 들지 않습니다.`,
    earns: '지금 받는 주소:',
    address: '크레딧을 받는 주소',
  },

  done: {
    heading: '이 탭이 한 일',
    about: '탭을 연 뒤부터입니다. 다른 계정들이 같은 결과를 내야 영수증이 인정됩니다.',
    accepted: '접수된 영수증',
    running: '계산 중',
    fuel: '실행한 명령',
    credited: '인정된 단위',
    credit: '크레딧',
    pending: (units) => `${units}개는 다른 계정을 기다림`,
    refused: '거절됨',
    givenBack: '돌려줌',
    none: '아직 없습니다.',
    unit: '단위',
    job: '작업',
    when: '시각',
    outcome: '처리',
    taken: '접수됨',
    table: '최근 단위',
    unitOf: (index) => `단위 ${index}`,
    idOf: (index) => `단위 ${index}의 작업 ID`,
  },
}
