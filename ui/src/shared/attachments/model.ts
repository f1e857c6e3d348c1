import type { AttachmentView, Media } from '@/bindings'

/** Whose attachments: a class's go through the commands that its head teacher may use. */
export type AttachmentSource = { kind: 'member' | 'org' | 'class'; id: string }
export type PickedFile = { fileName: string; contentBase64: string }

export const PHOTO_MB = 10
export const FILE_MB = 20
/** Only sorts the picker's list: what a file is, its content tells. */
export const PHOTO_ACCEPT = '.jpg,.jpeg,.png,.webp,.bmp'
export const FILE_ACCEPT = `${PHOTO_ACCEPT},.pdf,.doc,.docx,.wps,.xls,.xlsx,.et,.txt`

export const MEDIA_MARK: Record<Media, string> = { jpeg: '图片', pdf: 'PDF', docx: 'Word', doc: 'Word', xlsx: '表格', xls: '表格', text: '文本' }

/** 830 字节, 46 KB, 3.2 MB. */
export function formatSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} 字节`
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

/** A JPEG of the core as an `<img>` shows it. */
export function jpegUrl(base64: string | null | undefined): string {
  return base64 ? `data:image/jpeg;base64,${base64}` : ''
}

/** Why a file cannot even be read here; empty where the core may look at it. */
export function sizeProblem(size: number, maxMb: number): string {
  return size > maxMb * 1024 * 1024 ? `文件超过 ${maxMb} MB，请压缩或分成几个再添加。` : ''
}

/** The picture among what was dropped or pasted. */
export function firstPicture<T extends { type: string }>(files: Iterable<T>): T | undefined {
  return [...files].find((file) => file.type.startsWith('image/'))
}

export function isPicture(file: Pick<AttachmentView, 'media'>): boolean {
  return file.media === 'jpeg'
}
