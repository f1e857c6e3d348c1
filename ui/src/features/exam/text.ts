import type { ExamMode } from '@/bindings'

export const MODES: { value: ExamMode; label: string }[] = [
  { value: 'closed_book', label: '闭卷考试' }, { value: 'open_book', label: '开卷考试' }, { value: 'oral', label: '口试' },
  { value: 'computer', label: '机考' }, { value: 'practical', label: '实操考核' }, { value: 'none', label: '不考试' },
]
