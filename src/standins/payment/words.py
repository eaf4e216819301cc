"""What the hosted pages say, in English and French."""

ENGLISH = {
    "note": "Payment stand-in. No real money moves.",
    "checkout": "Pay your order",
    "item": "Item",
    "amount": "Amount",
    "delivery": "Delivery",
    "total": "Total",
    "by_card": "Pay by card",
    "number": "Card number",
    "expiry": "Expiry date (MM/YY)",
    "cvc": "Security code",
    "pay": "Pay {amount}",
    "pay_with": "Pay with {name}",
    "back": "Cancel and go back to the shop",
    "test_cards": "Test cards",
    "expired": "This payment page has expired",
    "expired_text": "Nothing was charged. Go back to the shop to start again.",
    "3ds": "Confirm your payment",
    "3ds_text": "Your bank asks you to confirm a payment of {amount} with the card ending in {last4}.",
    "wallet_text": "{name} asks you to approve a payment of {amount}.",
    "approve": "Approve the payment",
    "fail": "Fail the authentication",
    "cancel": "Cancel",
    "insufficient_funds": "Your card was declined. Nothing was charged. Try another card.",
    "processing_error": "A technical problem stopped the payment. Nothing was charged. Try again.",
    "authentication_failed": "Your bank could not confirm the payment. Nothing was charged. Try again.",
    "customer_declined": "You cancelled the payment. Nothing was charged. You can try again.",
    "provider_declined": "The payment was refused. Nothing was charged. Choose another way to pay.",
    "bad_number": "This card number is not one of the test cards.",
    "bad_expiry": "Enter an expiry date in the future, as MM/YY.",
    "bad_cvc": "Enter the security code: 3 or 4 digits.",
    "card_ok": "succeeds",
    "card_3ds": "asks for 3-D Secure",
    "card_declined": "is declined",
    "card_error": "fails for a technical reason",
    "card_capture_fails": "is authorised, cannot be captured",
    "card_closed": "is closed afterwards: cannot be refunded",
    "card_review": "is held for review",
}

FRENCH = {
    "note": "Simulateur de paiement. Aucun argent réel ne circule.",
    "checkout": "Payer votre commande",
    "item": "Article",
    "amount": "Montant",
    "delivery": "Livraison",
    "total": "Total",
    "by_card": "Payer par carte",
    "number": "Numéro de carte",
    "expiry": "Date d’expiration (MM/AA)",
    "cvc": "Code de sécurité",
    "pay": "Payer {amount}",
    "pay_with": "Payer avec {name}",
    "back": "Annuler et revenir à la boutique",
    "test_cards": "Cartes de test",
    "expired": "Cette page de paiement a expiré",
    "expired_text": "Rien n’a été débité. Revenez à la boutique pour recommencer.",
    "3ds": "Confirmez votre paiement",
    "3ds_text": "Votre banque vous demande de confirmer un paiement de {amount} avec la carte se terminant par {last4}.",
    "wallet_text": "{name} vous demande d’approuver un paiement de {amount}.",
    "approve": "Approuver le paiement",
    "fail": "Faire échouer l’authentification",
    "cancel": "Annuler",
    "insufficient_funds": "Votre carte a été refusée. Rien n’a été débité. Essayez une autre carte.",
    "processing_error": "Un problème technique a interrompu le paiement. Rien n’a été débité. Réessayez.",
    "authentication_failed": "Votre banque n’a pas pu confirmer le paiement. Rien n’a été débité. Réessayez.",
    "customer_declined": "Vous avez annulé le paiement. Rien n’a été débité. Vous pouvez réessayer.",
    "provider_declined": "Le paiement a été refusé. Rien n’a été débité. Choisissez un autre moyen de paiement.",
    "bad_number": "Ce numéro de carte ne fait pas partie des cartes de test.",
    "bad_expiry": "Saisissez une date d’expiration à venir, au format MM/AA.",
    "bad_cvc": "Saisissez le code de sécurité\u00a0: 3 ou 4 chiffres.",
    "card_ok": "réussit",
    "card_3ds": "demande 3-D Secure",
    "card_declined": "est refusée",
    "card_error": "échoue pour une raison technique",
    "card_capture_fails": "est autorisée, mais ne peut être débitée",
    "card_closed": "est fermée ensuite : ne peut être remboursée",
    "card_review": "est retenue pour vérification",
}

NAMES = {"paypal": "PayPal", "klarna": "Klarna", "apple_pay": "Apple Pay", "google_pay": "Google Pay"}


def choose_language(locale: str | None) -> str:
    """`fr` for any kind of French, else `en`."""
    return "fr" if (locale or "").lower().startswith("fr") else "en"


def say(language: str, key: str, **values: str) -> str:
    """A phrase in the language, with its values in place."""
    return (FRENCH if language == "fr" else ENGLISH)[key].format(**values)
