"""The other way to write a penalized risk: penalty + C · sum of losses."""

from __future__ import annotations

from course_lib import checks
from course_lib.functions.losses import Loss
from course_lib.functions.objective import Objective, Sum
from course_lib.functions.regularizers import SquaredNorm
from course_lib.functions.risk import EmpiricalRisk


class CForm(Sum):
    r"""Penalty plus C times the *sum* of the losses, as the SVM and scikit-learn write it.

    .. math:: f(w) = R(w) + C \sum_{i=1}^n \ell(x_i^\top w, y_i)

    It is the course's risk form in other units: with λ = 1/(nC)

    .. math:: f(w) = nC \Bigl( \frac1n \sum_i \ell(x_i^\top w, y_i) + \lambda R(w) \Bigr),

    so both have the same minimizers. A step η on the risk form is a step λη on this one.

    Parameters
    ----------
    loss : Loss
    X : array, shape (n, d)
        `add_bias(X)` for a model with a bias.
    y : array, shape (n,)
    C : float
        > 0, the price of loss. Large: fit the samples; small: keep w small.
    penalty : Objective
        R. By default ½‖w‖² without the first weight, which is taken as the bias.

    Attributes
    ----------
    lam : float
        λ = 1/(nC).
    risk : EmpiricalRisk
        The mean loss.

    Raises
    ------
    ValueError
        ``C must be positive, got 0.0; …``, or what `EmpiricalRisk` asks for.

    Examples
    --------
    >>> from course_lib.functions import Hinge, add_bias
    >>> f = CForm(Hinge(), add_bias([[2.0], [-1.0]]), [1, -1], C=10.0)
    >>> float(f([0.0, 0.5])), f.lam  # 0.125 + 10 · 0.5
    (5.125, 0.05)
    """

    def __init__(self, loss: Loss, X, y, C: float = 1.0, penalty: Objective | None = None):
        self._assemble(EmpiricalRisk(loss, X, y), C, penalty)

    def _assemble(self, risk, C, penalty):
        self.C = checks.positive("C", C, "it is the price of one unit of loss")
        if not (isinstance(risk, Objective) and hasattr(risk, "samples")):
            raise TypeError(f"risk must be a mean of losses over samples, got {risk!r:.60}")
        self.risk = risk
        self.lam = 1 / (self.C * risk.samples)
        penalty = SquaredNorm(unpenalized=1) if penalty is None else penalty
        self.penalty = checks.instance("penalty", penalty, Objective, "write SquaredNorm(1)")
        super().__init__([self.penalty, (1 / self.lam) * risk])
        self.name = f"{self.penalty.name} + {self.C:g} Σ {risk.loss.name}"
        self.formula = rf"{self.penalty.formula} + {self.C:g} \sum_i {risk.loss.formula}"

    @classmethod
    def of_risk(cls, risk, C: float = 1.0, penalty: Objective | None = None) -> CForm:
        """The same from any mean of losses with `samples` and `loss`, a multiclass risk say."""
        form = cls.__new__(cls)
        form._assemble(risk, C, penalty)
        return form

    @property
    def risk_form(self) -> Objective:
        """The mean loss + λ R: the same minimizers, values times λ."""
        return self.risk + self.lam * self.penalty
