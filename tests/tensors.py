"""A stand-in for PyTorch's tensors, as far as the diagnoser meets them: what it does was compared with PyTorch 2.14.

A tensor gives NumPy its numbers unless it needs gradients (RuntimeError) or is of bfloat16 (TypeError); its functions
take no arrays (TypeError), and an array has none of its methods (AttributeError).
"""

from types import SimpleNamespace

import numpy as np


class Tensor:
    def __init__(self, values, grad=False, dtype="float64"):
        self.values, self.grad, self.dtype = np.asarray(values), grad, f"torch.{dtype}"

    ndim = property(lambda self: self.values.ndim)
    shape = property(lambda self: self.values.shape)
    mT = property(lambda self: self._like(np.swapaxes(self.values, -1, -2)))

    def __len__(self):
        return len(self.values)

    def __getitem__(self, place):
        return self._like(self.values[place])

    def __array__(self, dtype=None, copy=None):
        return self.numpy()

    def __matmul__(self, other):
        return self._like(self.values @ getattr(other, "values", other), other)

    def __truediv__(self, number):
        return self._like(self.values / number)

    def numpy(self):
        if self.grad:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")
        if self.dtype == "torch.bfloat16":
            raise TypeError("Got unsupported ScalarType BFloat16")
        return self.values

    def detach(self):
        return Tensor(self.values, dtype=self.dtype.removeprefix("torch."))

    def cpu(self):
        return self

    def double(self):
        return Tensor(self.values, self.grad)

    def bfloat16(self):
        """Rounded to the upper half of a float32, a tie to the even number."""
        bits = self.values.astype(np.float32).view(np.uint32)
        bits = (bits + 0x7FFF + (bits >> 16 & 1)) & 0xFFFF0000
        return Tensor(bits.view(np.float32).astype(np.float64), self.grad, "bfloat16")

    def requires_grad_(self):
        return Tensor(self.values, grad=True, dtype=self.dtype.removeprefix("torch."))

    def masked_fill(self, where, value):
        return self._like(np.where(_values(where), value, self.values))

    def __invert__(self):
        return self._like(~self.values)

    def softmax(self, dim):
        powers = np.exp(self.values - self.values.max(axis=dim, keepdims=True))
        return self._like(powers / powers.sum(axis=dim, keepdims=True))

    def _like(self, values, other=None):
        return Tensor(values, self.grad or getattr(other, "grad", False), self.dtype.removeprefix("torch."))


def _values(tensor):
    if not isinstance(tensor, Tensor):
        raise TypeError(f"unsupported operand type(s): 'Tensor' and '{type(tensor).__name__}'")
    return tensor.values


def softmax(tensor, dim):
    if not isinstance(tensor, Tensor):
        raise TypeError(f"softmax(): argument 'input' (position 1) must be Tensor, not {type(tensor).__name__}")
    return tensor.softmax(dim)


torch = SimpleNamespace(from_numpy=Tensor, softmax=softmax)
