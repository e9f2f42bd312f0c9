// The widgets ask jQuery for one thing: to hold an element and give it back as `[0]`.
export default function $(element) {
  return { 0: element, length: 1 };
}
