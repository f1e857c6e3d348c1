/** The three pools that share the menu entry 场地与师资. */
export const POOL_TABS = [
  { title: '场地', route: '/venues' },
  { title: '师资', route: '/venues/faculty' },
  { title: '课程', route: '/venues/courses' },
]
