export { default as AttachmentList } from './AttachmentList.vue'
export { default as PhotoBox } from './PhotoBox.vue'
export type { AttachmentSource } from './model'
