/** 갤러리가 하는 말, 한국어. */
import type { galleryEn } from './words.en.ts'

export const galleryKo: typeof galleryEn = {
  title: '프로그램 갤러리',
  lead: '개인 컴퓨터의 그리드가 잘하는 일입니다. 프로그램마다 거짓 결과가 섞인 그리드에서 시연한 결과를 발표된 수치와 나란히 보여 줍니다. 감사자가 모든 단위를 다시 계산해 같은 바이트를 얻었습니다.',
  programs: {
    'boarding-school': {
      title: '기숙 학교의 독감, 1978년',
      about: '1978년 영국의 기숙 학교를 휩쓴 독감은 얼마나 잘 옮았을까?',
    },
    'energy-balance': {
      title: '얼음 반사 되먹임이 있는 에너지 균형',
      about: '얼음이 빛을 반사하는 행성은 햇빛이 얼마나 줄면 얼어붙을까?',
    },
    golomb: {
      title: '최적 골롬 자',
      about: '모든 거리를 많아야 한 번씩만 재는 눈금을 가진 가장 짧은 자는?',
    },
    'hp-folding': {
      title: 'HP 격자 단백질의 바닥 상태',
      about: '물을 좋아하는 구슬과 싫어하는 구슬의 사슬은 격자에서 어떤 모양으로 접힐까?',
    },
    ising: {
      title: '정사각 격자의 이징 모형',
      about: '이차원 자석은 몇 도에서 질서를 잃을까?',
    },
    'key-search': {
      title: '평문을 알 때 RC5-32/12와 DES의 키',
      about: '키 공간의 한 구역에서 어느 키가 알려진 글을 발표된 암호문으로 바꿀까?',
    },
    'lennard-jones': {
      title: '레너드존스 유체',
      about: '단순한 액체의 원자는 에너지가 얼마이고 얼마나 세게 누를까?',
    },
    'linear-attack': {
      title: '3라운드와 5라운드 DES의 선형 해독',
      about: '짧은 DES에서 평문, 암호문, 키의 선형식은 얼마나 자주 성립할까?',
    },
    'lorenz-96': {
      title: '로렌즈 1996: 오차는 얼마나 빨리 커지나',
      about: '작은 대기의 예보는 얼마나 빨리 틀리고, 스스로 그것을 알까?',
    },
    mersenne: {
      title: '뤼카와 레머의 방법으로 찾는 메르센 소수',
      about: '둘의 거듭제곱에서 하나를 뺀 수가 소수인 지수는?',
    },
    percolation: {
      title: '정사각 격자의 자리 스며들기',
      about: '격자의 자리가 얼마나 열려야 무언가 스며들 수 있을까?',
    },
    resampling: {
      title: '다윈의 옥수수, 다시 뽑기',
      about: '다윈의 옥수수는 교배해서 더 자랐을까, 우연이었을까?',
    },
    'seir-cities': {
      title: '오가는 도시들 사이의 유행병',
      about: '유행병이 도시 사이를 옮겨 다니면 끝내 몇 명이 감염될까?',
    },
    'signal-search': {
      title: '잡음 속에서 흘러가는 신호',
      about: '잡음이 가득한 대역에 주파수가 흘러가는 신호가 있을까?',
    },
    'sonar-network': {
      title: '기뢰냐 바위냐: 교차 검증한 작은 신경망',
      about: '뉴런 몇 개의 신경망이 메아리로 기뢰와 바위를 가려낼 수 있을까?',
    },
  },
  picture: (title) => `결과: ${title}`,
  check: {
    quantity: '수량',
    value: '측정',
    tolerance: '허용 범위',
    reference: '발표된 값',
    source: '출처',
    within: (low, high) => `${low}부터 ${high}까지`,
    exactly: '정확히',
    one: (title) => `기준값과 비교: ${title}`,
    all: (title) => `기준값과 한 비교 모두: ${title}`,
    more: (count) => `비교 ${count}개 모두`,
    notYet: '아직 시연하지 않았습니다.',
  },
  facts: (units, refused, day) => `단위 ${units}개, 거부된 거짓 결과 ${refused}개, ${day}`,
  run: {
    open: (title) => `실행하기: ${title}`,
    short: '실행하기',
    command: '또는 터미널에서',
    commandOf: (title) => `${title} 명령`,
  },
}
