/** 컴퓨터 연결 페이지에서 하는 말, 한국어. */
import type { pairingEn } from './words.en.ts'

export const pairingKo: typeof pairingEn = {
  title: '컴퓨터 연결',
  lead: '다른 컴퓨터가 계산하고 내 지갑이 크레딧을 받습니다. 지갑의 키는 이 브라우저를 떠나지 않습니다.',
  begin: '1. 그 컴퓨터에서',
  beginAbout: '실행하면 코드와 방금 만든 키의 앞부분이 나옵니다.',
  command: '명령',
  type: '2. 코드 입력',
  typeAbout: '코드는 십 분 동안, 컴퓨터 한 대에만 쓸 수 있습니다.',
  code: '코드',
  codeHint: '영문자와 숫자 여덟 자',
  look: '컴퓨터 찾기',
  notFound: '컴퓨터를 찾지 못했습니다',
  machine: '3. 지갑으로 서명',
  machineAbout: '서명 한 번이면 됩니다. 트랜잭션도 수수료도 없습니다.',
  name: '컴퓨터가 밝힌 이름',
  platform: '컴퓨터가 밝힌 종류',
  fingerprint: '키의 앞부분',
  key: '전체 키',
  compare:
    '키의 앞부분이 그 컴퓨터 화면과 같은지 비교하세요. 다르면 누군가 중간에서 키를 바꾼 것이니 서명하지 마세요.',
  allows: [
    '이 키는 이 원장의 모든 작업에 대해 영수증에 서명할 수 있습니다. 크레딧은 내 것입니다.',
    '크레딧도 코인도 옮기지 못하고 다른 권한도 주지 못합니다.',
    '고른 기한이 되면 저절로 끝납니다. 더 일찍 끝내려면 내 작업에서 지갑의 세션 키를 모두 끝내세요. 트랜잭션 하나로 모든 컴퓨터에서 한꺼번에 끝납니다.',
  ],
  term: '기한',
  days: (days) => `${days}일`,
  noWallets: '이 브라우저에 지갑이 없습니다. 지갑을 설치한 뒤 페이지를 다시 여세요.',
  signWith: (wallet) => `${wallet}(으)로 서명`,
  asking: '지갑에서 서명을 기다립니다.',
  failed: '연결하지 못했습니다',
  done: '연결됨',
  doneText: (until) =>
    `컴퓨터가 몇 초 안에 권한을 받아 서명을 직접 확인하고 일을 시작합니다. ${until}까지 유효합니다.`,
  wallet: '지갑',
}
