"""moto's server, made fit for a stack that uses kinds of resources which its CloudFormation does not make.

    python emulator.py PORT KIND...

Each KIND is a gap known by name. A resource of such a kind becomes a stand-in, which holds AWS's own schema of the
kind (cfn-lint carries them): properties that the schema refuses fail the stack, and so does an attribute that it does
not offer. A gap that is no longer one (moto makes the kind now) ends the program; a kind that is neither made by moto
nor named fails the stack. Lines `stand-in KIND LOGICAL-ID` say which were made.

AWS's ValidateTemplate takes a template with warnings. moto's fails on whatever cfn-lint says, so warnings are left out
here; that the template has no errors stays checked.

A custom resource's function is asked of whoever listens at TOUCHPOINT_TASKS; the resource is there once it answered,
and fails the stack with the error that it answered. With {"stepfunctions": {"execute_state_machine": true}} posted to /moto-api/config it runs state machines; their
functions are then answered for there, too.
"""
import json
import os
import re
import sys
from urllib import request

from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER
from jsonschema import Draft7Validator, validators
from jsonschema import ValidationError as ValidationFault
from moto.cloudformation import models, parsing
from moto.cloudformation.custom_model import CustomModel
from moto.cloudformation.exceptions import ValidationError
from moto.core.common_models import CloudFormationModel
from moto.server import main
from moto.stepfunctions.parser.asl.component.state.exec.state_task import lambda_eval_utils

port, *gaps = sys.argv[1:]
made_by_moto = set(parsing.get_model_map())
if stale := made_by_moto.intersection(gaps):
    sys.exit(f"moto makes these itself, so they are no gaps: {', '.join(sorted(stale))}")


def text(value):
    """CloudFormation takes a number or a truth value for its text, and the reverse."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def is_scalar(value):
    return isinstance(value, (str, int, float))


TYPES = Draft7Validator.TYPE_CHECKER.redefine_many(
    {
        "integer": lambda _, value: is_scalar(value) and re.fullmatch(r"-?\d+", text(value)) is not None,
        "number": lambda _, value: is_scalar(value) and re.fullmatch(r"-?\d+(\.\d+)?", text(value)) is not None,
        "boolean": lambda _, value: is_scalar(value) and text(value) in ("true", "false"),
        "string": lambda _, value: is_scalar(value),
    }
)


def of_text(keyword):
    check = Draft7Validator.VALIDATORS[keyword]
    return lambda validator, rule, value, schema: check(
        validator, rule, text(value) if is_scalar(value) else value, schema
    )


def of_number(keyword):
    check = Draft7Validator.VALIDATORS[keyword]
    return lambda validator, rule, value, schema: check(
        validator, rule, float(value) if TYPES.is_type(value, "number") else value, schema
    )


def enum(_, allowed, value, __):
    if is_scalar(value) and text(value) not in map(text, allowed):
        yield ValidationFault(f"{value!r} is not one of {allowed}")


Validator = validators.extend(
    Draft7Validator,
    {
        "enum": enum,
        **{keyword: of_text(keyword) for keyword in ("pattern", "minLength", "maxLength")},
        **{keyword: of_number(keyword) for keyword in ("minimum", "maximum")},
    },
    type_checker=TYPES,
)


class StandIn(CloudFormationModel):
    __module__ = "emulator.stand_in"  # moto reads the service out of it
    schema: dict

    def __init__(self, name, properties, account_id, region_name):
        self.physical_resource_id = name
        self.place = (region_name, account_id)
        complaints = [
            f"{self.schema['typeName']} {name}, {'.'.join(map(str, error.absolute_path))}: {error.message}"
            for error in Validator(self.schema).iter_errors(properties)
        ]
        if complaints:
            raise ValidationError(message="; ".join(complaints))

    @classmethod
    def identifier(cls):
        """The property that names the resource, when the template may give it; else None."""
        names = [path.removeprefix("/properties/") for path in cls.schema.get("primaryIdentifier", [])]
        return names[-1] if names and names[-1] not in cls.attributes() else None

    @classmethod
    def attributes(cls):
        paths = cls.schema.get("readOnlyProperties", [])
        return [path.removeprefix("/properties/").replace("/", ".") for path in paths]

    @classmethod
    def cloudformation_name_type(cls):
        return cls.identifier() or ""

    @classmethod
    def cloudformation_type(cls):
        return cls.schema["typeName"]

    @classmethod
    def has_cfn_attr(cls, attr):
        return attr in cls.attributes()

    def get_cfn_attribute(self, attribute_name):
        if not self.has_cfn_attr(attribute_name):
            raise ValidationError(message=f"{self.schema['typeName']} has no attribute {attribute_name}")
        if attribute_name.endswith("Url"):
            return f"https://{self.physical_resource_id.lower()}.example.com/"
        service = self.schema["typeName"].split("::")[1].lower()
        return ":".join(["arn:aws", service, *self.place, self.physical_resource_id])

    @classmethod
    def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
        properties = cloudformation_json["Properties"]
        made = cls(properties.get(cls.identifier(), resource_name), properties, account_id, region_name)
        print("stand-in", cls.schema["typeName"], kwargs["LogicalId"], flush=True)
        return made

    @classmethod
    def update_from_cloudformation_json(
        cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name
    ):
        properties = cloudformation_json["Properties"]
        return cls(original_resource.physical_resource_id, properties, account_id, region_name)

    def delete(self, account_id, region_name):
        pass

    def is_created(self):
        return True


class CustomResource(CustomModel):
    """moto starts a container for its function, and knows no update."""

    __module__ = "emulator.custom_resource"  # moto reads the service out of it

    @classmethod
    def ask(cls, kind, name, properties):
        name_of_function = properties["ServiceToken"].split(":")[-1]
        event = {"RequestType": kind, "LogicalResourceId": name, "ResourceProperties": properties}
        call = {"FunctionName": name_of_function, "Payload": json.dumps(event)}
        said = ask_for_the_task(call, None, None)
        if "FunctionError" in said:
            raise ValidationError(message=said["Payload"]["errorMessage"])
        made = cls(None, None, name, name)
        made.set_data(said["Payload"])
        return made

    @classmethod
    def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
        return cls.ask("Create", kwargs["LogicalId"], cloudformation_json["Properties"])

    @classmethod
    def update_from_cloudformation_json(
        cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name
    ):
        return cls.ask("Update", original_resource.logical_id, cloudformation_json["Properties"])

    def delete(self, account_id, region_name):
        pass


def stand_in(kind):
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema
    return type(kind.replace("::", ""), (StandIn,), {"__module__": StandIn.__module__, "schema": schema})


stand_ins = {kind: stand_in(kind) for kind in gaps}
class_of = parsing.resource_class_from_type


def class_or_stand_in(kind):
    if kind.startswith("Custom::"):
        return CustomResource
    if kind not in made_by_moto and kind not in stand_ins:
        raise ValidationError(message=f"Neither moto nor the list of gaps has {kind}")
    return stand_ins.get(kind) or class_of(kind)


parsing.resource_class_from_type = class_or_stand_in
clean = parsing.clean_json


def clean_json(value, resources):
    """Fn::Sub's own variables may begin with a digit, as those of serverless-step-functions do; moto's may not."""
    if isinstance(value, dict) and isinstance(value.get("Fn::Sub"), list):
        sentence, variables = value["Fn::Sub"]
        for name in variables:
            sentence = sentence.replace(f"${{{name}}}", f"${{of_{name}}}")
        value = {"Fn::Sub": [sentence, {f"of_{name}": meaning for name, meaning in variables.items()}]}
    return clean(value, resources)


parsing.clean_json = clean_json
update = models.CloudFormationBackend.update_stack


def update_stack(backend, *arguments, **named):
    """What a stack exports is known from its update on, too: moto looks at its creation alone, and fails its removal."""
    stack = update(backend, *arguments, **named)
    backend.exports.update({export.name: export for export in stack.exports})
    return stack


models.CloudFormationBackend.update_stack = update_stack
lint = models.validate_template_cfn_lint
models.validate_template_cfn_lint = lambda template: [
    match for match in lint(template) if match.rule.severity == "error"
]


def ask_for_the_task(parameters, region, state_credentials):
    """What a function answers to a state machine: asked of TOUCHPOINT_TASKS, as { payload } or { error }."""
    call = {"function": parameters["FunctionName"].split(":")[-1], "input": json.loads(parameters["Payload"])}
    direct = request.build_opener(request.ProxyHandler({}))
    with direct.open(os.environ["TOUCHPOINT_TASKS"], json.dumps(call).encode()) as answer:
        said = json.load(answer)
    if "error" in said:
        return {"StatusCode": 200, "FunctionError": "Unhandled", "Payload": said["error"]}
    return {"StatusCode": 200, "Payload": said["payload"]}


lambda_eval_utils._invoke_lambda_function = ask_for_the_task
main(["--port", port])
