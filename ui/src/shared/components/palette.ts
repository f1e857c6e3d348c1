import type { MemberRow } from '@/bindings'

export type PaletteItem = { title: string; detail: string; route: string; keys?: string }

/** Pages whose name or initials match, then the members found. */
export function paletteItems(pages: PaletteItem[], members: MemberRow[], text: string): PaletteItem[] {
  const needle = text.trim().toLowerCase()
  const matching = pages.filter((page) => !needle || page.title.includes(needle) || (page.keys ?? '').startsWith(needle))
  const people = members.map((member) => ({
    title: member.name,
    detail: `${member.branchName}　${member.idNoMasked}`,
    route: `/members/${member.id}`,
  }))
  return [...matching, ...people]
}
